//! The report: one page that holds the articles, what was found in them, and the script that draws them.
//!
//! The page opens with its style, its script and an empty frame; behind them each document adds a block of data as soon as
//! it is read, so that making the report takes the memory of one batch of documents, however many there are. The page
//! reads of a block what the index needs, and the rest when the article is looked at.
//!
//! Nothing that an article holds is markup here: it stands in JSON without a `<`, enters the page as text nodes, and the
//! page's Content Security Policy (<https://www.w3.org/TR/CSP3/>) allows its own script and style alone, by their hashes,
//! and no address at all.

mod block;

pub use block::block;

use crate::model::Classifier;
use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Serialize;
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    policy: String,
    version: &'a str,
    style: &'a str,
    script: &'a str,
    report: String,
}

/// What holds for all documents.
#[derive(Serialize)]
struct Report<'a> {
    labels: &'a [String],
    language: &'static str,
}

/// Whether sentences with this label are marked, and their reasons told.
pub fn is_marked(label: &str) -> bool {
    label != "other"
}

/// The page up to its first document.
pub fn opening(model: &Classifier) -> String {
    let page = Page {
        policy: policy(),
        version: env!("CARGO_PKG_VERSION"),
        style: STYLE,
        script: SCRIPT,
        report: json(&Report { labels: model.labels(), language: model.language().code() }),
    };
    page.render().expect("a string can be written to")
}

/// What the page may do: run its own script and wear its own style, and nothing else.
fn policy() -> String {
    let hash = |content: &str| BASE64_STANDARD.encode(Sha256::digest(content));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

/// JSON that can stand in a script element: no text in it opens a tag or a comment, or closes the element.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("it holds nothing but texts and numbers").replace('<', "\\u003c")
}
