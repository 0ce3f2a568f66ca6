//! Who says so, and will it come true? sayso reads articles and tells, sentence by sentence, what is credited to a source
//! (`claim`), what is the author's own prediction (`forecast`), what is a source's prediction (`reported_forecast`), and
//! what is neither (`other`).
//!
//! ```
//! use sayso::{Classifier, text::{Article, Language}};
//!
//! let article = Article::new("Ms Solheim said that the relay was old. The island will buy batteries.", Language::English);
//! let model = Classifier::embedded();
//! let labels: Vec<&str> = model.classify_article(&article).iter().map(|p| p.label).collect();
//! assert_eq!(labels, ["claim", "forecast"]);
//! ```
//!
//! A model of one's own, for any labels, is trained from labelled sentences and measured on others:
//!
//! ```
//! use sayso::{evaluation::evaluate, model::{Dataset, Options, train}};
//!
//! let data = Dataset::from_pairs([
//!     ("It is lovely.", "praise"), ("A lovely book.", "praise"), ("It is dull.", "blame"), ("A dull book.", "blame"),
//! ]);
//! let model = train(&data, &Options::default())?;
//! let report = evaluate(&model, &data, "reviews.csv".as_ref(), None)?.report();
//! assert_eq!(report.accuracy, 1.0);
//! # Ok::<(), sayso::Error>(())
//! ```
//!
//! The modules are the rooms that data walk through, each knowing only those before it: [`text`], [`learning`],
//! [`syntax`], [`features`], [`model`], [`extraction`], [`evaluation`], [`report`], and [`cli`] for the command line.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod atomic;
pub mod cli;
pub mod error;
pub mod evaluation;
pub mod extraction;
pub mod features;
pub mod learning;
pub mod model;
pub mod report;
pub mod syntax;
pub mod text;

pub use error::{Error, Result};
pub use model::Classifier;
