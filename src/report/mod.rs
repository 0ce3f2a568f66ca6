//! Results in, what a person or a program reads out.
//!
//! A [`document`] is what was found in an article. [`sentences`] writes it as a coloured page, as CSV or as JSON lines,
//! [`html`] as a page for the browser, and `columns`, where the feature `parquet` is on, as Parquet; [`figures`] writes an
//! evaluation, [`explanation`] the reasons for a label, [`card`] what a model is.

pub mod card;
pub mod chart;
#[cfg(feature = "parquet")]
pub mod columns;
pub mod document;
pub mod explanation;
pub mod figures;
pub mod html;
pub mod learning_curve;
pub mod sentences;
pub mod style;
