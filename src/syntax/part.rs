//! The marks of sources, cues, contents, horizons and conditions as a tagger learns them, to tell where each stands.

use super::{Mark, Word};

/// What a word can be part of. The first word of a span has a part of its own: it tells two spans side by side apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Of who it is credited to.
    Source,
    /// The first word of it.
    SourceStart,
    /// Of the words that credit it.
    Cue,
    /// The first of them.
    CueStart,
    /// Of what is credited.
    Content,
    /// The first word of it.
    ContentStart,
    /// Of by when a forecast comes true.
    Horizon,
    /// Of its condition.
    Condition,
}

/// How many there are.
pub const PARTS: usize = 8;

impl Part {
    /// The parts that a word plays in a sentence with these marks, as bits.
    pub fn bits(marks: &[Mark], word: &Word) -> u32 {
        marks.iter().fold(0, |bits, mark| {
            let (part, start) = match mark.role.as_str() {
                "source" => (Part::Source, Some(Part::SourceStart)),
                "cue" => (Part::Cue, Some(Part::CueStart)),
                "content" => (Part::Content, Some(Part::ContentStart)),
                "horizon" => (Part::Horizon, None),
                "condition" => (Part::Condition, None),
                _ => return bits,
            };
            let inside = (mark.start..mark.end).contains(&word.span.start);
            let start = start.filter(|_| word.span.contains(&mark.start));
            bits | u32::from(inside) << part as u32 | start.map_or(0, |start| 1 << start as u32)
        })
    }
}
