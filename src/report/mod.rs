//! Results in, what a person or a program reads out.
//!
//! [`sentences`] writes classified sentences, as a coloured page, as CSV or as JSON lines; [`figures`] writes an evaluation,
//! [`explanation`] the reasons for a label, [`card`] what a model is.

pub mod card;
pub mod chart;
pub mod explanation;
pub mod figures;
pub mod learning_curve;
pub mod sentences;
pub mod style;
