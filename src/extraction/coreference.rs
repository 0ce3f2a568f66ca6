//! The names of an article's sources, and which of them a pronoun or a short name stands for.

/// The names met so far.
#[derive(Debug, Default)]
pub struct Mentions {
    last: Option<String>,
}

impl Mentions {
    /// Takes note of the names in a sentence.
    pub fn read(&mut self, _sentence: &str) {}

    /// The name that a source stands for, if it is not one itself.
    pub fn resolve(&mut self, source: &str) -> Option<String> {
        if matches!(source, "He" | "he" | "She" | "she") {
            return self.last.clone();
        }
        self.last = Some(source.to_owned());
        None
    }
}
