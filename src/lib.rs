//! sayso
mod atomic;
pub mod cli;
pub mod error;
pub mod evaluation;
pub mod features;
pub mod learning;
pub mod model;
pub mod report;
pub mod syntax;
pub mod text;
pub use error::{Error, Result};
pub use model::Classifier;
