//! Footnote marks inside an article, and the notes and source list after it: found, so that they can be left out.

use std::ops::Range;

/// Headings under which an article lists its notes or sources.
const HEADINGS: [&str; 16] = [
    "notes",
    "note",
    "footnotes",
    "endnotes",
    "references",
    "sources",
    "source",
    "source list",
    "bibliography",
    "works cited",
    "further reading",
    "notes and references",
    "references and notes",
    "notes and sources",
    "citations",
    "literature",
];

/// The footnote marks in `text`, in order: `[1]`, `[12]`, `[a]`, `[note 3]`, `[citation needed]`, and superscript
/// digits that follow a word or a punctuation mark. White space before a bracketed mark belongs to it.
///
/// ```
/// use sayso::text::notes::marks;
/// let text = "So it is.[1] In 2020 [sic] it was not.²";
/// assert_eq!(marks(text).map(|m| &text[m]).collect::<Vec<_>>(), ["[1]", "²"]);
/// ```
pub fn marks(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(at) =
            text[from..].find(['[', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁰']).map(|i| from + i)
        {
            let mark = if text[at..].starts_with('[') { bracketed(text, at) } else { superscript(text, at) };
            match mark {
                Some(mark) => {
                    from = mark.end;
                    return Some(mark);
                }
                None => from = at + text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        None
    })
}

fn bracketed(text: &str, at: usize) -> Option<Range<usize>> {
    let inside = &text[at + 1..];
    let close = inside.bytes().take(20).position(|b| b == b']')?;
    let inside = inside.get(..close)?;
    let number = |s: &str| !s.is_empty() && s.len() <= 3 && s.bytes().all(|b| b.is_ascii_digit());
    let is_mark = number(inside)
        || (inside.len() == 1 && inside.bytes().all(|b| b.is_ascii_lowercase()) && !starts_word(text, at + close + 2))
        || inside == "citation needed"
        || ["note ", "nb ", "fn ", "n "].iter().any(|p| inside.strip_prefix(p).is_some_and(number));
    let head = &text[..at];
    // At the start of a line it is the label of a note or a list item, not a mark in running text.
    let line_start =
        head.trim_end_matches([' ', '\t']).is_empty() || head.trim_end_matches([' ', '\t']).ends_with('\n');
    (is_mark && !line_start).then(|| head.trim_end_matches([' ', '\t']).len()..at + close + 2)
}

/// Whether a letter follows at once, as in `[t]he`, where the brackets hold a changed letter of a quotation.
fn starts_word(text: &str, at: usize) -> bool {
    text[at..].starts_with(char::is_alphabetic)
}

fn superscript(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text[..at].chars().next_back()?;
    let end = at + text[at..].find(|c| !"¹²³⁴⁵⁶⁷⁸⁹⁰".contains(c)).unwrap_or(text.len() - at);
    // After a single letter or a digit it is a unit or a power: m², 10³.
    let lone_letter = before.is_alphabetic() && !text[..at - before.len_utf8()].ends_with(char::is_alphabetic);
    let unit = lone_letter || before.is_ascii_digit() || text[..at].ends_with("km") || text[..at].ends_with("cm");
    (!unit && !before.is_whitespace()).then_some(at..end)
}

/// Where the notes and the source list at the end of `text` begin; the length of `text` if there are none.
///
/// They are a block of lines that each begin with a number in brackets or with a superscript (`[3] Same source.`), or
/// all that follows a heading such as "References" in the last two thirds of the text, if it looks like references.
pub fn body_end(text: &str) -> usize {
    let mut end = text.trim_end().len();
    for line in lines_backwards(&text[..end]) {
        let content = text[line.clone()].trim();
        if is_note(content) {
            end = line.start;
        } else if !content.is_empty() {
            break;
        }
    }
    let end = if end == text.trim_end().len() { text.len() } else { end };
    heading_before(text, end)
}

/// The start of a heading of notes in the last two thirds of `text[..end]`, if what stands under it are notes; else `end`.
fn heading_before(text: &str, end: usize) -> usize {
    // Of the lines below the one that is looked at: how many there are, and how many look like notes.
    let rest = text[end..].lines().filter(|l| !l.trim().is_empty()).count();
    let (mut below, mut notes) = (rest, rest);
    for span in lines_backwards(&text[..end]) {
        if span.start < text.len() / 3 {
            break;
        }
        let line = text[span.clone()].trim();
        let name = line.trim_matches(['#', '*', ':', ' ', '=', '_']);
        if name.len() < 32 && HEADINGS.contains(&name.to_lowercase().as_str()) && notes * 2 >= below {
            return span.start;
        }
        if !line.is_empty() {
            below += 1;
            notes += usize::from(is_note(line) || is_reference(line));
        }
    }
    end
}

fn lines_backwards(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut end = Some(text.len());
    std::iter::from_fn(move || {
        let line_end = end?;
        let start = text[..line_end].rfind('\n').map_or(0, |i| i + 1);
        end = start.checked_sub(1);
        Some(start..line_end)
    })
}

/// `[3] Same source.`, `¹ Interview with the author.`, `[^2]: …`
fn is_note(line: &str) -> bool {
    if let Some(rest) = line.strip_prefix('[') {
        let label = rest.split(']').next().unwrap_or("");
        let digits = label.trim_start_matches('^').trim_start_matches("note ");
        return label.len() < rest.len()
            && !digits.is_empty()
            && digits.len() <= 3
            && digits.bytes().all(|b| b.is_ascii_digit());
    }
    line.starts_with(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'])
}

/// A line that reads like an entry of a source list: an address, a year in parentheses, a number or bullet in front.
fn is_reference(line: &str) -> bool {
    let lower = line.to_lowercase();
    let numbered = line
        .split_once(['.', ')'])
        .is_some_and(|(n, _)| !n.is_empty() && n.len() <= 3 && n.bytes().all(|b| b.is_ascii_digit()));
    let signs = [
        "http://",
        "https://",
        "www.",
        "doi",
        "ibid",
        "retrieved",
        "accessed",
        "pp.",
        "vol.",
        "press",
        "isbn",
        "et al",
    ];
    let year =
        line.as_bytes().windows(6).any(|w| w[0] == b'(' && w[5] == b')' && w[1..5].iter().all(u8::is_ascii_digit));
    numbered || year || line.starts_with(['-', '*', '•']) || signs.iter().any(|s| lower.contains(s))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        marks(text).map(|m| &text[m]).collect()
    }

    #[test]
    fn footnote_marks_are_told_from_other_brackets() {
        assert_eq!(found("Lord's in 1805. [19] He left.[a][note 2]"), [" [19]", "[a]", "[note 2]"]);
        assert_eq!(found("\"[T]he end [...] of [2019] and [t]he rest\""), [] as [&str; 0]);
        assert_eq!(found("a plot of 40 m² and 3 km² held 10³ cows.³"), ["³"]);
        assert_eq!(found("[1] Xinhua, 2025.\n[2] Same source."), [] as [&str; 0]);
        assert_eq!(found("[["), [] as [&str; 0]);
    }

    #[test]
    fn notes_at_the_end_are_cut_off() {
        let text = "It rained.[1]\n\nIt poured.\n[1] Met Office, https://x.org\n[2] Same Source.\n";
        assert_eq!(&text[..body_end(text)], "It rained.[1]\n\nIt poured.\n");
        let text = "It rained on Monday.\nIt poured on Tuesday.\nFour.\n## References\n1. Moreau, A. (2011) Rain. Paris.\n2. Delgado (2014)";
        assert_eq!(&text[..body_end(text)], "It rained on Monday.\nIt poured on Tuesday.\nFour.\n");
    }

    #[test]
    fn a_heading_over_prose_is_no_source_list() {
        let text = "One.\nTwo.\nSources\nHe would not name them.\nNor would she.\nAnd so it went.";
        assert_eq!(body_end(text), text.len());
    }
}
