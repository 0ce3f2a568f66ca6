//! A document and what was found in it: what all reports are made of.

use crate::extraction::Extraction;
use crate::model::{Contribution, Prediction};
use crate::text::{Article, Sentence};

/// A document whose sentences are classified.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Its name.
    pub name: &'a str,
    /// The article; none if the sentence is a row of a table.
    pub article: Option<&'a Article>,
    /// Its sentences, in reading order.
    pub sentences: &'a [Classified<'a>],
}

/// A classified sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Classified<'a> {
    /// Its place in the document, from 0.
    pub index: usize,
    /// Its words, and where it stands in the document's text.
    pub sentence: Sentence<'a>,
    /// What the model says of it.
    pub prediction: Prediction<'a>,
    /// Who says so, by when and how sure, if that was asked for.
    pub extraction: Option<Extraction>,
    /// The features that moved the decision most, if that was asked for.
    pub reasons: Vec<Contribution<'a>>,
}
