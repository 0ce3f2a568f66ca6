//! Source, cue and content of an attributed sentence, decoded from what the tagger says of its words.
//!
//! First comes the cue: the stretch whose words are the likeliest to credit. Then, given the cue, the source, and given
//! both, the content: each is the best of the stretches that begin and end where such a span can, judged by a few
//! figures of the stretch as a whole, such as whether it reaches up to the cue or holds all that is quoted.

use super::quotation::Quotation;
use crate::syntax::{Part, TaggerScores, Words};
use crate::text::stems::Shape;
use std::ops::Range;

/// Words of a sentence beyond these are not looked at.
const MOST_WORDS: usize = 300;

/// A cue has at most so many words, a source so many.
const LONGEST_CUE: usize = 6;
const LONGEST_SOURCE: usize = 30;

/// A cue scores at least this: a sentence that only goes on with what was quoted before has none.
const LEAST_CUE: f32 = -5.0;

/// Stems of words that stand between a source and its cue, and belong to neither, as adverbs in `-ly` do.
const LINKS: [&str; 32] = [
    "also", "has", "have", "had", "is", "are", "was", "were", "will", "would", "could", "may", "might", "can", "do",
    "doe", "did", "then", "now", "further", "not", "never", "just", "still", "again", "later", "often", "first", "onc",
    "even", "be", "to",
];

/// Spans of a sentence, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attribution {
    /// Who it is credited to.
    pub source: Option<Range<usize>>,
    /// The words that credit it.
    pub cue: Option<Range<usize>>,
    /// What is credited.
    pub content: Option<Range<usize>>,
}

/// What a token is to the shape of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Word,
    Quote,
    Colon,
    /// Other punctuation that parts clauses.
    Break,
    /// Closes what belongs to the word before: `)`, `%`.
    Closing,
    Other,
}

impl Form {
    fn of(stem: &str) -> Form {
        match stem {
            "\"" => Form::Quote,
            ":" => Form::Colon,
            "," | ";" | "--" | "." | "?" | "!" | "(" => Form::Break,
            ")" | "%" => Form::Closing,
            _ if stem.starts_with(|c: char| c.is_alphanumeric() || c == '<' || c == '\'') => Form::Word,
            _ => Form::Other,
        }
    }

    fn parts(self) -> bool {
        matches!(self, Form::Quote | Form::Colon | Form::Break) || self == Form::Closing
    }
}

/// Finds the spans of an attributed sentence. In a sentence that is quoted as a whole, all is content.
pub fn find(words: &Words, quotation: &Quotation, scores: &TaggerScores) -> Attribution {
    let forms: Vec<Form> = words.stems().take(MOST_WORDS).map(Form::of).collect();
    let scores = &scores[..forms.len().min(scores.len())];
    let quoted = &quotation.quoted[..forms.len()];
    let is_word = |at: &usize| forms[*at] == Form::Word;
    if forms.is_empty() || scores.len() < forms.len() {
        return Attribution::default();
    }
    if (0..forms.len()).filter(is_word).all(|at| quoted[at]) {
        return Attribution { content: Some(0..forms.len()), ..Attribution::default() };
    }
    let links: Vec<bool> = words
        .stems()
        .zip(words.all())
        .take(forms.len())
        .map(|(stem, word)| word.shape == Shape::Ly || LINKS.contains(&stem))
        .collect();
    let sentence = Sentence { forms: &forms, quoted, links: &links, scores };
    let cue = sentence.cue();
    let linked = cue.clone().map(|cue| {
        let linking = links[..cue.start].iter().rev().take_while(|&&links| links).count();
        cue.start - linking..cue.end
    });
    let source = sentence.best(&SOURCE, linked.as_ref(), None);
    let content = sentence.best(&CONTENT, cue.as_ref(), source.as_ref());
    Attribution { source, cue, content }
}

struct Sentence<'a> {
    forms: &'a [Form],
    quoted: &'a [bool],
    links: &'a [bool],
    scores: &'a [[f32; 8]],
}

/// What is looked for, and how much each figure of a candidate counts: a softmax regression over the candidates in the
/// sentences of the corpus, whose words were scored by taggers that had not seen them.
struct Wanted {
    inside: Part,
    start: Part,
    longest: usize,
    /// Whether quotation marks and what they hold can belong to it, and it ends only where a clause does.
    clause: bool,
    weights: Candidate<f32>,
    /// The score of there being none.
    none: f32,
}

/// The figures of a candidate, or the weights of them.
struct Candidate<T> {
    /// Mean score of its words for being inside such a span.
    mean: T,
    /// Sum of these, divided by four.
    total: T,
    /// Score of its first word for being the first.
    start: T,
    /// It ends where the sentence does, or the cue or the source begins.
    full: T,
    /// It ends before punctuation.
    to_break: T,
    /// The cue follows, at once or after words that [link](LINKS).
    before_cue: T,
    /// The cue precedes at once.
    after_cue: T,
    /// The source precedes at once.
    after_source: T,
    /// It begins after punctuation.
    from_break: T,
    /// How many of its ends cut through a quotation.
    cuts_quotation: T,
    /// Its share of what is quoted.
    quoted: T,
    /// Logarithm of its length in words.
    length: T,
    /// Words between it and the cue, up to 8, divided by four.
    gap: T,
}

/// Figures that do not count.
const NONE: Candidate<f32> = Candidate {
    mean: 0.0,
    total: 0.0,
    start: 0.0,
    full: 0.0,
    to_break: 0.0,
    before_cue: 0.0,
    after_cue: 0.0,
    after_source: 0.0,
    from_break: 0.0,
    cuts_quotation: 0.0,
    quoted: 0.0,
    length: 0.0,
    gap: 0.0,
};

const SOURCE: Wanted = Wanted {
    inside: Part::Source,
    start: Part::SourceStart,
    longest: LONGEST_SOURCE,
    clause: false,
    weights: Candidate {
        mean: 0.79,
        total: 0.48,
        start: 0.45,
        to_break: 1.90,
        before_cue: 2.49,
        after_cue: 0.71,
        length: 0.55,
        ..NONE
    },
    none: 0.69,
};

const CONTENT: Wanted = Wanted {
    inside: Part::Content,
    start: Part::ContentStart,
    longest: MOST_WORDS,
    clause: true,
    weights: Candidate {
        mean: 0.82,
        start: 0.15,
        full: 0.66,
        after_source: -0.43,
        from_break: -0.45,
        cuts_quotation: -0.90,
        quoted: 1.25,
        length: 0.78,
        gap: -0.15,
        ..NONE
    },
    none: f32::NEG_INFINITY,
};

impl Candidate<f32> {
    fn score(&self, weights: &Self) -> f32 {
        self.mean * weights.mean
            + self.total * weights.total
            + self.start * weights.start
            + self.full * weights.full
            + self.to_break * weights.to_break
            + self.before_cue * weights.before_cue
            + self.after_cue * weights.after_cue
            + self.after_source * weights.after_source
            + self.from_break * weights.from_break
            + self.cuts_quotation * weights.cuts_quotation
            + self.quoted * weights.quoted
            + self.length * weights.length
            + self.gap * weights.gap
    }
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

impl Sentence<'_> {
    fn len(&self) -> usize {
        self.forms.len()
    }

    fn score(&self, at: usize, part: Part) -> f32 {
        self.scores[at][part as usize].clamp(-4.0, 4.0)
    }

    fn form(&self, at: usize) -> Option<Form> {
        self.forms.get(at).copied()
    }

    /// The likeliest cue: words, or a colon. Words in a quotation are less likely to credit it.
    fn cue(&self) -> Option<Range<usize>> {
        let (mut best, mut most) = (None, LEAST_CUE);
        for start in (0..self.len()).filter(|&at| matches!(self.forms[at], Form::Word | Form::Colon)) {
            let mut score = 0.0;
            for at in start..self.len().min(start + LONGEST_CUE) {
                if self.forms[at] == Form::Quote {
                    break;
                }
                let first = self.score(at, Part::CueStart);
                score += self.score(at, Part::Cue) - flag(self.quoted[at]);
                score += if at == start { 1.5 * first } else { -0.5 * first.max(0.0) };
                if score > most && (at == start || self.forms[at] == Form::Word) {
                    (best, most) = (Some(start..at + 1), score);
                }
            }
        }
        best
    }

    /// The best span of the wanted kind beside the cue and the source.
    fn best(&self, wanted: &Wanted, cue: Option<&Range<usize>>, source: Option<&Range<usize>>) -> Option<Range<usize>> {
        let taken = |at: usize| [cue, source].into_iter().flatten().any(|span| span.contains(&at));
        let within = |at: usize| match self.forms[at] {
            Form::Word => true,
            Form::Quote => wanted.clause,
            _ => false,
        };
        let end = (0..self.len()).rfind(|&at| within(at) || self.forms[at] == Form::Closing)?;
        let all_quoted = self.quoted.iter().filter(|&&quoted| quoted).count().max(1) as f32;
        let (mut best, mut most) = (None, wanted.none);
        for start in (0..=end).filter(|&at| within(at) && !taken(at)) {
            let after_break = start > 0 && self.forms[start - 1].parts();
            let first = self.score(start, wanted.start);
            if start > 0 && !taken(start - 1) && !after_break && first <= -1.5 {
                continue;
            }
            let follows = |span: Option<&Range<usize>>| {
                span.is_some_and(|s| s.end == start || (s.end + 1 == start && self.forms[start - 1] != Form::Word))
            };
            let (mut total, mut quoted) = (0.0, 0);
            for at in start..=end.min(start + wanted.longest - 1) {
                if taken(at) || (!wanted.clause && self.forms[at] == Form::Quote) {
                    break;
                }
                total += (self.scores[at][wanted.inside as usize] + 0.5).clamp(-2.0, 2.0);
                quoted += usize::from(self.quoted[at]);
                let ends = within(at) && (wanted.clause || !self.links[at]) || self.forms[at] == Form::Closing;
                if !ends {
                    continue;
                }
                let next = self.form(at + 1);
                let next_taken = taken(at + 1) || (next.is_some_and(|form| form != Form::Word) && taken(at + 2));
                let full = at == end || next_taken;
                let to_break = match next {
                    Some(Form::Quote) => !wanted.clause,
                    Some(form) => form.parts(),
                    None => false,
                } || (self.forms[at] == Form::Quote && at > start);
                if wanted.clause && !full && !to_break {
                    continue;
                }
                let length = (at + 1 - start) as f32;
                let cuts = |inner: usize, outer: Option<usize>| {
                    flag(outer.is_some_and(|outer| self.quoted[inner] && self.quoted.get(outer) == Some(&true)))
                };
                let figures = Candidate {
                    mean: total / length,
                    total: total / 4.0,
                    start: first,
                    full: flag(full),
                    to_break: flag(to_break),
                    before_cue: flag(cue.is_some_and(|cue| cue.start == at + 1)),
                    after_cue: flag(cue.is_some_and(|cue| cue.end == start)),
                    after_source: flag(follows(source)),
                    from_break: flag(after_break && !taken(start - 1)),
                    cuts_quotation: cuts(start, start.checked_sub(1)) + cuts(at, Some(at + 1)),
                    quoted: quoted as f32 / all_quoted,
                    length: libm::logf(length),
                    gap: cue.map_or(0, |cue| start.saturating_sub(cue.end) + cue.start.saturating_sub(at + 1)).min(8)
                        as f32
                        / 4.0,
                };
                let score = figures.score(&wanted.weights);
                if score > most {
                    (best, most) = (Some(start..at + 1), score);
                }
            }
        }
        best
    }
}
