//! Running text is cut into sentences.
//!
//! [sentencex](https://docs.rs/sentencex) knows where sentences end: its abbreviations and rules are those of Wikipedia's
//! 30 languages. It keeps a quotation whole, though, however many sentences it holds, while what is credited to a source
//! is judged sentence by sentence. So quotation marks are hidden from it, and given back to the sentence that they open or close.

use super::language::Language;
use super::notes;
use std::ops::Range;

/// A paragraph is handed on in pieces of at most about so many bytes, so that one endless line costs no endless time.
const PIECE: usize = 16 * 1024;

/// The sentences of `text`, in order, as byte ranges without the white space around them.
///
/// A blank line ends a paragraph; a single line break does too, unless the text is wrapped at a fixed width. Footnote
/// marks after a sentence are outside its range; those within it are not.
///
/// ```
/// use sayso::text::{language::Language, sentences::split};
/// let text = "Mr. Wu said: “It works.[3] It will last.” “Why?” Dr. Ames asked. Nobody knew";
/// let found: Vec<&str> = split(text, Language::English).into_iter().map(|s| &text[s]).collect();
/// assert_eq!(found, ["Mr. Wu said: “It works.", "It will last.”", "“Why?” Dr. Ames asked.", "Nobody knew"]);
/// ```
pub fn split(text: &str, language: Language) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs(text) {
        for piece in pieces(text, paragraph) {
            let masked = mask(&text[piece.clone()]);
            let cuts = cuts(&text[piece.clone()], &masked, language);
            let mut start = 0;
            for end in cuts.into_iter().chain([masked.len()]) {
                sentences.extend(
                    trim(&masked, &text[piece.clone()], start..end).map(|s| piece.start + s.start..piece.start + s.end),
                );
                start = end;
            }
        }
    }
    sentences
}

/// The paragraphs of `text` as byte ranges.
pub(super) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let wrapped = is_wrapped(text);
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = at..at + line.len();
        at = span.end;
        if line.trim().is_empty() {
            open = false;
        } else if open && wrapped {
            paragraphs.last_mut().expect("a paragraph is open").end = span.end;
        } else {
            paragraphs.push(span);
            open = true;
        }
    }
    paragraphs
}

/// Whether the lines of `text` are broken at a fixed width, as in e-mails and old text files: most lines that another
/// follows at once are of middling length and stop in mid-sentence.
fn is_wrapped(text: &str) -> bool {
    let (mut pairs, mut open_ended) = (0usize, 0usize);
    let mut previous: Option<&str> = None;
    for line in text.lines().map(str::trim).take(2000) {
        if line.len() > 120 {
            return false;
        }
        if let Some(before) = previous.filter(|p| !p.is_empty() && !line.is_empty()) {
            pairs += 1;
            let ends = before.ends_with(['.', '!', '?', ':', '"', '”', '’', ')', ']', '…', ';']);
            open_ended += usize::from(!ends && before.len() >= 45);
        }
        previous = Some(line);
    }
    pairs >= 2 && open_ended * 2 > pairs
}

/// A paragraph in pieces of at most [`PIECE`] bytes, cut after a sentence's end if there is one, else at white space, else
/// between characters.
fn pieces(text: &str, paragraph: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = paragraph.start;
    std::iter::from_fn(move || {
        if start >= paragraph.end {
            return None;
        }
        let mut end = paragraph.end;
        if end - start > PIECE {
            end = start + PIECE;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let window = &text[start..end];
            end = match window.rfind(". ").or_else(|| window.rfind(char::is_whitespace)) {
                Some(i) if i > 0 => start + i + 1,
                _ => end,
            };
            while !text.is_char_boundary(end) {
                end += 1;
            }
        }
        let piece = start..end;
        start = end;
        Some(piece)
    })
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'')
}

/// `text` with quotation marks, footnote marks and line breaks as spaces, every byte in its place.
fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut marks = notes::marks(text).peekable();
    let mut previous = ' ';
    for (i, c) in text.char_indices() {
        while marks.peek().is_some_and(|m| m.end <= i) {
            marks.next();
        }
        let next = || text[i + c.len_utf8()..].chars().next().unwrap_or(' ');
        let apostrophe = matches!(c, '\'' | '’') && previous.is_alphanumeric() && next().is_alphanumeric();
        let hidden = (is_quote(c) && !apostrophe) || c.is_whitespace() || marks.peek().is_some_and(|m| m.contains(&i));
        if hidden {
            masked.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            masked.push(c);
        }
        previous = c;
    }
    masked
}

/// Where sentences end inside `text`: the places, in bytes, at which the next one begins or white space before it does.
fn cuts(text: &str, masked: &str, language: Language) -> Vec<usize> {
    let boundaries = sentencex::get_sentence_boundaries(language.code(), masked);
    let mut cuts: Vec<usize> = Vec::new();
    for boundary in boundaries.iter().map(|b| b.end_byte).filter(|&b| b < masked.len() && masked.is_char_boundary(b)) {
        let last = masked[..boundary].trim_end().len();
        // Quotation marks that touch the end of a sentence close it; those after white space open the next.
        let gap = &text[last..];
        let cut = last + gap.find(|c: char| c.is_whitespace()).unwrap_or(0);
        let start = cuts.last().copied().unwrap_or(0);
        if cut > start && cut < text.len() && !continues(text, start, last, cut) {
            cuts.push(cut);
        }
    }
    cuts
}

/// Whether what follows at `cut` belongs to the sentence before: `“Why?” Dr. Ames asked.`
fn continues(text: &str, start: usize, last: usize, cut: usize) -> bool {
    let closes_quotation = text[last..cut].chars().any(is_quote);
    let asks = text[start..last].ends_with(['?', '!', ',']);
    let after = text[cut..].trim_start();
    if after.starts_with(char::is_lowercase) {
        return true;
    }
    closes_quotation && asks && {
        let words: Vec<&str> = after.split_whitespace().take(5).map(|w| w.trim_end_matches(['.', ','])).collect();
        let named = words.iter().take_while(|w| w.starts_with(char::is_uppercase) || **w == "the").count();
        words.get(named).is_some_and(|w| named > 0 && SPEECH.contains(w))
    }
}

/// Verbs that report a question or an exclamation after its closing quotation mark.
const SPEECH: [&str; 16] = [
    "said",
    "asked",
    "says",
    "asks",
    "wondered",
    "cried",
    "shouted",
    "replied",
    "wrote",
    "added",
    "exclaimed",
    "demanded",
    "answered",
    "inquired",
    "tweeted",
    "yelled",
];

/// `span` without white space and footnote marks around it; none if nothing is left. Quotation marks stay.
fn trim(masked: &str, text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let visible = |i: usize, c: char| masked.as_bytes()[i] != b' ' || is_quote(c);
    let mut shown = text[span.clone()].char_indices().map(|(i, c)| (span.start + i, c)).filter(|&(i, c)| visible(i, c));
    let (start, first) = shown.next()?;
    let (last, c) = shown.next_back().unwrap_or((start, first));
    Some(start..last + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        split(text, Language::English).into_iter().map(|s| &text[s]).collect()
    }

    #[test]
    fn abbreviations_initials_and_numbers_do_not_end_a_sentence() {
        let text = "Sen. J. R. Hale of Lincoln, Neb., met Dr. Ng at 3.30 p.m. on Nov. 3 in the U.S. Senate. He left.";
        assert_eq!(cut(text).len(), 2, "{:?}", cut(text));
    }

    #[test]
    fn a_quotation_is_cut_into_its_sentences() {
        assert_eq!(cut("“It fell. It rose,” he said. “So what?”"), ["“It fell.", "It rose,” he said.", "“So what?”"]);
        assert_eq!(cut("\"Stop!\" she cried. \"Now.\" He did."), ["\"Stop!\" she cried.", "\"Now.\"", "He did."]);
        assert_eq!(
            cut("“Is it?” Anna Wu asked. “Never.” Anna left."),
            ["“Is it?” Anna Wu asked.", "“Never.”", "Anna left."]
        );
    }

    #[test]
    fn footnote_marks_are_left_outside() {
        assert_eq!(cut("So it is.[1] And so it was.[2][3]\nThe end."), ["So it is.", "And so it was.", "The end."]);
    }

    #[test]
    fn wrapped_lines_are_joined_and_others_are_not() {
        let wrapped = "The committee met on Tuesday to consider the\nquestion of the bridge, which nobody had asked\nfor and which nobody would pay for. It did not\nagree.\n\nA heading\n\nMore.";
        assert_eq!(cut(wrapped).len(), 4, "{:?}", cut(wrapped));
        assert_eq!(
            cut("A headline\nBy A. Writer\nIt rained all day."),
            ["A headline", "By A. Writer", "It rained all day."]
        );
    }

    #[test]
    fn endless_input_ends() {
        assert!(!split(&"“".repeat(100_000), Language::English).is_empty());
        assert!(!split(&"word ".repeat(100_000), Language::English).is_empty());
        assert!(!split(&"é".repeat(100_000), Language::English).is_empty());
        assert!(split("  \n\n \t", Language::English).is_empty());
    }
}
