//! A sentence becomes tokens: words, classes of numbers, and the punctuation that carries meaning.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// A longer run of letters beyond ASCII, in bytes, is cut.
const LONGEST_WORD: usize = 256;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A word, or a clitic cut off from one: `'ll`, `n't`, `'s`, `l'`.
    Word,
    /// A four-digit number that reads as a year: 1500 to 2099.
    Year,
    /// A number with `%`.
    Percentage,
    /// A number with a currency sign.
    Money,
    /// Any other number.
    Number,
    /// Quotation mark, single or double, straight or curly: see [`Token::symbol`].
    Quote,
    /// Any dash between words: hyphen with spaces, double hyphen, en dash, em dash.
    Dash,
    /// Another mark: comma, colon, question mark, bracket and so on, an ellipsis as one.
    Mark,
}

/// A token and where it stands in the sentence, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As written.
    pub text: &'a str,
    /// Where it stands.
    pub span: Range<usize>,
}

impl Token<'_> {
    /// The one symbol under which the models know a token that is not a word: classes for numbers, one shape for each
    /// mark, so that `“`, `”` and `"` are the same. None for a word.
    pub fn symbol(&self) -> Option<&str> {
        Some(match self.kind {
            Kind::Word => return None,
            Kind::Year => "<year>",
            Kind::Percentage => "<percent>",
            Kind::Money => "<money>",
            Kind::Number => "<number>",
            Kind::Quote => "\"",
            Kind::Dash => "--",
            Kind::Mark if self.text.starts_with("..") || self.text == "…" => "...",
            Kind::Mark => self.text,
        })
    }
}

/// Calls `emit` with every token of `sentence`, in order.
///
/// ```
/// use sayso::text::tokens::tokens;
/// let mut found = Vec::new();
/// tokens("“It won’t,” he said—in 2024.", |t| found.push(t.symbol().unwrap_or(t.text).to_owned()));
/// assert_eq!(found, ["\"", "It", "wo", "n’t", ",", "\"", "he", "said", "--", "in", "<year>", "."]);
/// ```
pub fn tokens<'a>(sentence: &'a str, mut emit: impl FnMut(Token<'a>)) {
    let mut at = 0;
    while let Some(c) = sentence[at..].chars().next() {
        let rest = &sentence[at..];
        let (kind, length) = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c.is_ascii_digit()
            || (is_currency(c) && rest[c.len_utf8()..].starts_with(|d: char| d.is_ascii_digit()))
        {
            number(rest)
        } else if c.is_alphanumeric() && !is_apostrophe(c) {
            let length = word_length(rest);
            clitics(&rest[..length], at, &mut emit);
            at += length;
            continue;
        } else if c == '-' && joins_words(sentence, at) {
            at += 1;
            continue;
        } else if let Some(clitic) = leading_clitic(sentence, at) {
            (Kind::Word, clitic)
        } else {
            mark(rest, c)
        };
        emit(Token { kind, text: &rest[..length], span: at..at + length });
        at += length;
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '€' | '¥' | '₹' | '₽')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// A number and its class: `$4.5`, `1,200`, `12%`, `1990s`, `3rd`, `2024-25` up to the dash.
fn number(rest: &str) -> (Kind, usize) {
    let money = rest.starts_with(is_currency);
    let mut end = rest.len();
    let mut previous_digit = false;
    for (i, c) in rest.char_indices() {
        let next_digit = rest[i + c.len_utf8()..].starts_with(|d: char| d.is_ascii_digit());
        let inside =
            c.is_ascii_digit() || (i == 0 && money) || (previous_digit && next_digit && matches!(c, '.' | ','));
        if !inside {
            end = i;
            break;
        }
        previous_digit = c.is_ascii_digit();
    }
    let digits = end;
    // A suffix of letters belongs to the number: 1990s, 3rd, 5bn, 2x.
    end += rest[end..].bytes().take_while(u8::is_ascii_alphabetic).count();
    let decade = rest[digits..end].is_empty() || &rest[digits..end] == "s";
    if money || rest[end..].starts_with(is_currency) {
        (Kind::Money, end)
    } else if rest[end..].starts_with('%') {
        (Kind::Percentage, end + 1)
    } else if digits == 4 && decade && matches!(&rest[..2], "15" | "16" | "17" | "18" | "19" | "20") {
        (Kind::Year, end)
    } else {
        (Kind::Number, end)
    }
}

/// The length in bytes of the word that `rest` begins with, inner apostrophes included.
fn word_length(rest: &str) -> usize {
    let mut end = plain_word_length(rest);
    while let Some(apostrophe) = rest[end..].chars().next().filter(|&c| is_apostrophe(c)) {
        let after = end + apostrophe.len_utf8();
        if !rest[after..].starts_with(char::is_alphabetic) {
            break;
        }
        end = after + plain_word_length(&rest[after..]);
    }
    end
}

/// Letters and digits without apostrophes: ASCII byte by byte, the rest by the word boundaries of UAX #29.
fn plain_word_length(rest: &str) -> usize {
    let ascii = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if rest[ascii..].starts_with(|c: char| !c.is_ascii() && !is_apostrophe(c)) {
        unicode_word_length(rest)
    } else {
        ascii
    }
}

fn unicode_word_length(rest: &str) -> usize {
    // What ASCII text is cut at, and apostrophes, cut here too, so that both paths see the same words; and no word is so
    // long that looking for its end costs much.
    let stops = |c: char| (c.is_ascii() && !c.is_ascii_alphanumeric()) || is_apostrophe(c);
    let window = &rest[..rest.floor_char_boundary(LONGEST_WORD)];
    let window = &window[..window.find(stops).unwrap_or(window.len())];
    window.split_word_bounds().next().map_or(rest.len(), str::len)
}

/// Emits a word with its clitics cut off: `do` `n't`, `he` `'ll`, `l'` `homme`.
fn clitics<'a>(word: &'a str, at: usize, emit: &mut impl FnMut(Token<'a>)) {
    let mut piece = |from: usize, to: usize| {
        if from < to {
            emit(Token { kind: Kind::Word, text: &word[from..to], span: at + from..at + to });
        }
    };
    let Some((cut, apostrophe)) = word.char_indices().rfind(|&(_, c)| is_apostrophe(c)) else {
        return piece(0, word.len());
    };
    let suffix = &word[cut + apostrophe.len_utf8()..];
    let first = word.find(is_apostrophe).unwrap_or(cut);
    if suffix.eq_ignore_ascii_case("t") && word[..cut].ends_with(['n', 'N']) && cut > 1 {
        piece(0, cut - 1);
        piece(cut - 1, word.len());
    } else if ["s", "ll", "re", "ve", "d", "m"].iter().any(|c| suffix.eq_ignore_ascii_case(c)) {
        piece(0, cut);
        piece(cut, word.len());
    } else if word[..first].chars().count() <= 2 {
        piece(0, first + apostrophe_length(word, first));
        piece(first + apostrophe_length(word, first), word.len());
    } else {
        piece(0, word.len());
    }
}

fn apostrophe_length(word: &str, at: usize) -> usize {
    word[at..].chars().next().map_or(0, char::len_utf8)
}

/// The length of a clitic that stands apart from its word, as in `"the firm" 's` or after a bracket.
fn leading_clitic(sentence: &str, at: usize) -> Option<usize> {
    let c = sentence[at..].chars().next().filter(|&c| is_apostrophe(c))?;
    let after = &sentence[at + c.len_utf8()..];
    let closes =
        sentence[..at].chars().next_back().is_some_and(|b| matches!(b, ')' | '"' | '”' | ']') || b.is_ascii_digit());
    (closes && after.starts_with('s') && !after[1..].starts_with(char::is_alphanumeric)).then(|| c.len_utf8() + 1)
}

/// Whether the hyphen at `at` stands inside a compound, whose parts are tokens of their own.
fn joins_words(sentence: &str, at: usize) -> bool {
    sentence[..at].ends_with(char::is_alphanumeric) && sentence[at + 1..].starts_with(char::is_alphanumeric)
}

fn mark(rest: &str, c: char) -> (Kind, usize) {
    let run = |wanted: char| rest.chars().take_while(|&d| d == wanted).count() * wanted.len_utf8();
    match c {
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '\'' | '‘' | '’' | 'ʼ' | '‚' | '`' => {
            (Kind::Quote, c.len_utf8())
        }
        '-' | '–' | '—' | '―' | '‒' | '−' => (Kind::Dash, run(c)),
        '.' => (Kind::Mark, run('.')),
        _ => (Kind::Mark, c.len_utf8()),
    }
}
