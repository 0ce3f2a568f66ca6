//! Bytes in, sentences and tokens out.
//!
//! What enters is the content of a file. [`decode`] makes it text, [`markup`] takes the article out of Markdown or HTML,
//! [`notes`] finds the footnote marks and the notes at the end, [`sentences`] cuts what is left, and [`Article`] holds the
//! outcome. [`tokens`] takes one sentence apart. [`table`] reads sentences and articles that come as rows of a table
//! instead.

mod article;
pub mod decode;
pub mod language;
pub mod markup;
pub mod notes;
#[cfg(feature = "parquet")]
mod parquet;
pub mod sentences;
pub mod stems;
pub mod table;
pub mod tokens;

pub use article::{Article, Sentence};
pub use language::Language;
pub use markup::Markup;
pub use stems::Stems;
