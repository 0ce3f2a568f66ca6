//! Colours, and text made safe and fit for a terminal.

use anstyle::{AnsiColor, Style};
use std::borrow::Cow;

/// The style of a label: the four known ones have colours of their own, others take turns by their place.
pub fn of_label(label: &str, place: usize) -> Style {
    let plain = Style::new();
    match label {
        "claim" => plain.fg_color(Some(AnsiColor::Cyan.into())),
        "forecast" => plain.fg_color(Some(AnsiColor::Yellow.into())).bold(),
        "reported_forecast" => plain.fg_color(Some(AnsiColor::Magenta.into())),
        "other" => plain.dimmed(),
        _ => {
            let colours = [AnsiColor::Cyan, AnsiColor::Yellow, AnsiColor::Magenta, AnsiColor::Green, AnsiColor::Blue];
            plain.fg_color(Some(colours[place % colours.len()].into()))
        }
    }
}

/// Text in a style. Whoever writes to something that is no terminal strips it.
pub fn styled(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

/// Text without control characters, which an article could use to write over the terminal.
pub fn safe(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        Cow::Owned(
            text.chars()
                .map(|c| {
                    if c.is_whitespace() {
                        ' '
                    } else if c.is_control() {
                        '\u{fffd}'
                    } else {
                        c
                    }
                })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

/// A number with commas between thousands.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_as_such() {
        assert_eq!(safe("a\u{1b}[2Jb\nc"), "a\u{fffd}[2Jb c");
        assert_eq!(thousands(1234567), "1,234,567");
        assert_eq!(thousands(999), "999");
    }
}
