//! The days that an expression of time stands for, seen from the day on which an article appeared.

use jiff::Span;
pub use jiff::civil::Date;
use jiff::civil::Weekday;

/// A stretch of days, both ends included; open where an end is missing (`after 2030`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// A word of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// A month of the year, from 1.
    Month(i8),
    /// A day of the week.
    Weekday(Weekday),
    /// A season by its first month, on the northern hemisphere.
    Season(i8),
    /// Years, such as 1: `2030`, or 10: `2030s`.
    Year {
        /// The first.
        first: i16,
        /// How many.
        count: i16,
    },
    /// A stretch of time.
    Unit(Unit),
    /// A day so many days from today.
    Day(i64),
    /// A count, or the number of a day.
    Number(i64),
    /// A time without a place in the calendar: `future`, `period`, `Easter`.
    Vague,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 24 hours.
    Day,
    /// From Monday.
    Week,
    /// Of the calendar.
    Month,
    /// Three months, from January.
    Quarter,
    /// Of the calendar.
    Year,
    /// Ten years, from one whose number ends in 0.
    Decade,
    /// A hundred of them.
    Century,
}

/// What a word in lower case is in an expression of time.
pub fn term(word: &str) -> Option<Term> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const NUMBERS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let place = |list: &[&str]| list.iter().position(|entry| *entry == word);
    let month = MONTHS.iter().position(|month| {
        *month == word || (word.len() >= 3 && word != "mar" && word.len() <= 4 && month.starts_with(word))
    });
    if let Some(month) = month {
        return Some(Term::Month(month as i8 + 1));
    }
    if let Some(day) = place(&DAYS) {
        return Weekday::from_monday_zero_offset(day as i8).ok().map(Term::Weekday);
    }
    if let Some(number) = place(&NUMBERS) {
        return Some(Term::Number(number as i64));
    }
    Some(match word {
        "spring" => Term::Season(3),
        "summer" => Term::Season(6),
        "autumn" | "fall" => Term::Season(9),
        "winter" => Term::Season(12),
        "day" | "days" => Term::Unit(Unit::Day),
        "week" | "weeks" => Term::Unit(Unit::Week),
        "month" | "months" => Term::Unit(Unit::Month),
        "quarter" | "quarters" => Term::Unit(Unit::Quarter),
        "year" | "years" => Term::Unit(Unit::Year),
        "decade" | "decades" => Term::Unit(Unit::Decade),
        "century" | "centuries" => Term::Unit(Unit::Century),
        "today" | "tonight" | "overnight" => Term::Day(0),
        "tomorrow" => Term::Day(1),
        "thirty" => Term::Number(30),
        "fifty" => Term::Number(50),
        "hundred" => Term::Number(100),
        "period" | "future" | "term" | "run" | "generation" | "generations" | "lifetime" | "season" | "seasons"
        | "weekend" | "morning" | "afternoon" | "evening" | "night" | "hour" | "hours" | "minutes" | "session"
        | "recess" | "easter" | "christmas" | "thanksgiving" | "election" | "midsummer" | "noon" | "midnight"
        | "winters" | "summers" | "time" | "horizon" => Term::Vague,
        _ => {
            let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let number: i64 = digits.parse().ok()?;
            match &word[digits.len()..] {
                "" if digits.len() == 4 && (1500..2200).contains(&number) => {
                    Term::Year { first: number as i16, count: 1 }
                }
                "s" if digits.len() == 4 && number % 10 == 0 => Term::Year { first: number as i16, count: 10 },
                "" | "st" | "nd" | "rd" | "th" if number < 1000 => Term::Number(number),
                _ => return None,
            }
        }
    })
}

/// The days that an expression of time stands for in an article that appeared on `date`: none if it has no place in the
/// calendar, or one that only the date would tell. `by` and `within` begin on that day. Seasons are those of the northern
/// hemisphere.
///
/// ```
/// use sayso::extraction::calendar::period;
/// let days = |words: &str| {
///     let found = period(words, Some("2025-04-02".parse().unwrap())).unwrap();
///     format!("{} {}", found.from.unwrap(), found.to.unwrap())
/// };
/// assert_eq!(days("by 2030"), "2025-04-02 2030-12-31");
/// assert_eq!(days("in the coming decade"), "2025-04-02 2035-04-02");
/// assert_eq!(days("next spring"), "2026-03-01 2026-05-31");
/// assert_eq!(days("by the end of next year"), "2025-04-02 2026-12-31");
/// assert_eq!(days("in three years"), "2028-01-01 2028-12-31");
/// assert_eq!(days("on Friday"), "2025-04-04 2025-04-04");
/// assert_eq!(days("on 9 May"), "2025-05-09 2025-05-09");
/// assert_eq!(period("after 2030", None).unwrap().from, Some("2031-01-01".parse().unwrap()));
/// assert_eq!(period("in the coming period", None), None);
/// ```
pub fn period(expression: &str, date: Option<Date>) -> Option<Period> {
    let lower = expression.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let said = |word: &str| words.contains(&word);
    let span = stretch(&words, date)?;
    let (from, to) = part(&words, span)?;
    let before = said("before");
    let open = match words.first().copied() {
        Some("by" | "until" | "till" | "within" | "before" | "inside") => true,
        _ => before,
    };
    Some(match words.first().copied() {
        Some("after") => Period { from: Some(to.tomorrow().ok()?), to: None },
        Some("from" | "since" | "starting") => Period { from: Some(from), to: None },
        _ if open => {
            let to = if before { from.yesterday().ok()? } else { to };
            Period { from: date.filter(|date| *date <= to), to: Some(to) }
        }
        _ => Period { from: Some(from), to: Some(to) },
    })
}

type Days = (Date, Date);

/// The stretch that the words name, without its preposition.
fn stretch(words: &[&str], date: Option<Date>) -> Option<Days> {
    let said = |word: &str| words.contains(&word);
    let terms: Vec<Term> = words.iter().filter_map(|word| term(word)).collect();
    let find = |wanted: &dyn Fn(&Term) -> bool| terms.iter().copied().find(wanted);
    let number = match find(&|t| matches!(t, Term::Number(_))) {
        Some(Term::Number(number)) => Some(number),
        _ => None,
    };
    let year = match find(&|t| matches!(t, Term::Year { .. })) {
        Some(Term::Year { first, count }) => Some((first, count)),
        _ => None,
    };
    for found in &terms {
        match *found {
            Term::Month(month) => return month_days(month, number, year.map(|y| y.0), said("next"), date),
            Term::Season(month) => {
                return match year {
                    Some((year, _)) => season(year, month),
                    // The first that is not over; the `next` is the first that has not begun.
                    None => (-1..=1).find_map(|years| {
                        let date = date?;
                        let days = season(date.year().checked_add(years)?, month)?;
                        (if said("next") { days.0 > date } else { days.1 >= date }).then_some(days)
                    }),
                };
            }
            Term::Weekday(weekday) if year.is_none() => {
                let day = date?.nth_weekday(1, weekday).ok()?;
                return Some((day, day));
            }
            Term::Day(ahead) => {
                let day = date?.checked_add(Span::new().try_days(ahead).ok()?).ok()?;
                return Some((day, day));
            }
            Term::Unit(Unit::Quarter) if year.is_some() => continue,
            Term::Unit(unit) => {
                let date = date?;
                let plural = words.iter().any(|word| word.ends_with('s') && term(word) == Some(*found));
                let one = said("a") || said("an");
                let coming = said("coming") || said("over") || said("within") || said("for");
                return match number.or(plural.then_some(0)) {
                    // `the coming years`: nobody knows how many.
                    Some(0) => None,
                    Some(count) => ahead(unit, count, coming || said("next") || said("by"), date),
                    None if coming || one => ahead(unit, 1, coming, date),
                    None => around(unit, i64::from(said("next") || said("following")), date),
                };
            }
            _ => {}
        }
    }
    let (first, count) = year?;
    Some((Date::new(first, 1, 1).ok()?, Date::new(first.checked_add(count - 1)?, 12, 31).ok()?))
}

/// A month, or a day of it: in the year that is named, else when it comes next.
fn month_days(month: i8, day: Option<i64>, year: Option<i16>, next: bool, date: Option<Date>) -> Option<Days> {
    let in_year = |year: i16| match day.and_then(|day| i8::try_from(day).ok()) {
        Some(day) => Date::new(year, month, day).ok().map(|day| (day, day)),
        None => Date::new(year, month, 1).ok().map(|first| (first, first.last_of_month())),
    };
    match year {
        Some(year) => in_year(year),
        None => {
            let date = date?;
            let this = in_year(date.year()).filter(|days| days.1 >= date && !(next && days.0 <= date));
            this.or_else(|| in_year(date.year().checked_add(1)?))
        }
    }
}

/// Three months from a first one; winter begins in the December before its year ends.
fn season(year: i16, month: i8) -> Option<Days> {
    let first = Date::new(year, month, 1).ok()?;
    let last = first.checked_add(Span::new().months(2)).ok()?;
    Some((first, last.last_of_month()))
}

/// From today on for so many units (`within three years`), or the unit that lies so many ahead (`in three years`).
fn ahead(unit: Unit, count: i64, all_of_it: bool, date: Date) -> Option<Days> {
    if !all_of_it {
        return around(unit, count, date);
    }
    Some((date, date.checked_add(span(unit, count)?).ok()?))
}

fn span(unit: Unit, count: i64) -> Option<Span> {
    let new = Span::new();
    match unit {
        Unit::Day => new.try_days(count),
        Unit::Week => new.try_weeks(count),
        Unit::Month => new.try_months(count),
        Unit::Quarter => new.try_months(count.checked_mul(3)?),
        Unit::Year => new.try_years(count),
        Unit::Decade => new.try_years(count.checked_mul(10)?),
        Unit::Century => new.try_years(count.checked_mul(100)?),
    }
    .ok()
}

/// The unit of the calendar that lies so many ahead.
fn around(unit: Unit, count: i64, date: Date) -> Option<Days> {
    let day = date.checked_add(span(unit, count)?).ok()?;
    let years = |every: i16| {
        let first = day.year() - day.year().rem_euclid(every);
        Some((Date::new(first, 1, 1).ok()?, Date::new(first.checked_add(every - 1)?, 12, 31).ok()?))
    };
    match unit {
        Unit::Day => Some((day, day)),
        Unit::Week => {
            let monday = day.checked_sub(Span::new().days(i64::from(day.weekday().to_monday_zero_offset()))).ok()?;
            Some((monday, monday.checked_add(Span::new().days(6)).ok()?))
        }
        Unit::Month => Some((day.first_of_month(), day.last_of_month())),
        Unit::Quarter => {
            let first = Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok()?;
            Some((first, first.checked_add(Span::new().months(2)).ok()?.last_of_month()))
        }
        Unit::Year => years(1),
        Unit::Decade => years(10),
        Unit::Century => years(100),
    }
}

/// The part of a stretch that is meant: its end, its middle, a half, a quarter.
fn part(words: &[&str], (from, to): Days) -> Option<Days> {
    let said = |word: &str| words.contains(&word);
    let days = i64::from((to - from).get_days());
    let at = |share: i64, of: i64| from.checked_add(Span::new().try_days(days * share / of).ok()?).ok();
    let nth = ["first", "second", "third", "fourth"].iter().position(|nth| said(nth)).map(|nth| nth as i64);
    match nth {
        Some(nth) if said("half") && nth < 2 => return Some((at(nth, 2)?, at(nth + 1, 2)?)),
        Some(nth) if said("quarter") => return Some((at(nth, 4)?, at(nth + 1, 4)?)),
        _ => {}
    }
    Some(if said("end") || said("late") {
        (at(2, 3)?, to)
    } else if said("middle") || said("mid") {
        (at(1, 3)?, at(2, 3)?)
    } else if said("beginning") || said("start") || said("early") {
        (from, at(1, 3)?)
    } else {
        (from, to)
    })
}

/// The date that a text begins with or holds, if it is written with day, month and year: `2025-04-02`, `April 2, 2025`,
/// `Wednesday, 2 April 2025`.
pub fn date_in(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(date) = text.get(..10).and_then(|start| start.parse().ok()) {
        return Some(date);
    }
    let lower = text.to_lowercase();
    let terms: Vec<Option<Term>> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(term).collect();
    terms.windows(3).find_map(|window| {
        let (month, day, year) = match *window {
            [Some(Term::Month(month)), Some(Term::Number(day)), Some(Term::Year { first, count: 1 })]
            | [Some(Term::Number(day)), Some(Term::Month(month)), Some(Term::Year { first, count: 1 })] => {
                (month, day, first)
            }
            _ => return None,
        };
        Date::new(year, month, i8::try_from(day).ok()?).ok()
    })
}

/// The date of an article: that in one of the short lines at its top, such as `Oslo, 2 April 2025`.
///
/// ```
/// use sayso::extraction::calendar::date_of;
/// assert_eq!(date_of("A headline\nBy A. Writer\nApril 2, 2025\n\nIt rained.").unwrap().to_string(), "2025-04-02");
/// assert_eq!(date_of("On April 2, 2025, the firm said that it would rain, and it rained all day long until night fell."), None);
/// ```
pub fn date_of(article: &str) -> Option<Date> {
    const LINES: usize = 10;
    const LONGEST: usize = 80;
    let lines = article.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
    lines.filter(|line| line.len() <= LONGEST).find_map(date_in)
}
