//! The names of an article, and which of them a pronoun or a short name stands for.
//!
//! A pronoun stands for the latest name that fits it: of a source, or of somebody that a sentence began with. A name of one
//! word stands for the latest full name that it is part of. Only names are told apart, by capitals and titles; that is
//! what can be had without a parser, and it errs on the side of silence.

/// Titles before a name, and whom they tell of.
const TITLES: [(&str, Gender); 36] = [
    ("Mr", Gender::He),
    ("Sir", Gender::He),
    ("Lord", Gender::He),
    ("King", Gender::He),
    ("Prince", Gender::He),
    ("Father", Gender::He),
    ("Ms", Gender::She),
    ("Mrs", Gender::She),
    ("Miss", Gender::She),
    ("Madam", Gender::She),
    ("Lady", Gender::She),
    ("Dame", Gender::She),
    ("Queen", Gender::She),
    ("Princess", Gender::She),
    ("Sister", Gender::She),
    ("Dr", Gender::Unknown),
    ("Prof", Gender::Unknown),
    ("Professor", Gender::Unknown),
    ("President", Gender::Unknown),
    ("Premier", Gender::Unknown),
    ("Minister", Gender::Unknown),
    ("Secretary", Gender::Unknown),
    ("Chancellor", Gender::Unknown),
    ("Governor", Gender::Unknown),
    ("Gov", Gender::Unknown),
    ("Senator", Gender::Unknown),
    ("Sen", Gender::Unknown),
    ("Representative", Gender::Unknown),
    ("Rep", Gender::Unknown),
    ("Mayor", Gender::Unknown),
    ("Judge", Gender::Unknown),
    ("Justice", Gender::Unknown),
    ("General", Gender::Unknown),
    ("Gen", Gender::Unknown),
    ("Captain", Gender::Unknown),
    ("Chairman", Gender::He),
];

/// Words that name no person: a name with one of them is of a body, a paper, a place.
const BODIES: [&str; 40] = [
    "Agency",
    "Association",
    "Authority",
    "Bank",
    "Board",
    "Bureau",
    "Center",
    "Centre",
    "Church",
    "Commission",
    "Committee",
    "Company",
    "Congress",
    "Corporation",
    "Council",
    "Court",
    "Department",
    "Federation",
    "Fund",
    "Group",
    "Herald",
    "House",
    "Inc",
    "Institute",
    "Journal",
    "League",
    "Ministry",
    "News",
    "Office",
    "Organization",
    "Parliament",
    "Party",
    "Post",
    "Reserve",
    "Senate",
    "Society",
    "Street",
    "Times",
    "Union",
    "University",
];

/// Capitalised words that begin sentences and are no names.
const NO_NAMES: [&str; 44] = [
    "A", "After", "All", "Also", "Although", "An", "And", "As", "At", "Before", "Both", "But", "By", "For", "From",
    "He", "Her", "His", "However", "I", "If", "In", "It", "Its", "Last", "Many", "Most", "No", "Nor", "On", "Our",
    "She", "So", "Some", "That", "The", "Their", "They", "This", "To", "We", "What", "When", "While",
];

/// Whether a source is a pronoun, which names nobody.
pub fn is_pronoun(source: &str) -> bool {
    matches!(source.to_lowercase().as_str(), "he" | "she" | "it" | "they" | "who" | "we" | "i" | "you" | "one")
}

/// What a pronoun tells of whom it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    He,
    She,
    Unknown,
}

/// A name met in the article.
#[derive(Debug, Clone)]
struct Name {
    text: String,
    title: Option<&'static str>,
    gender: Gender,
    person: bool,
}

impl Name {
    /// As it is told: a family name alone keeps its title.
    fn shown(&self) -> String {
        match self.title {
            Some(title) if !self.text.contains(' ') => format!("{title} {}", self.text),
            _ => self.text.clone(),
        }
    }
}

/// The names met so far, the latest last.
#[derive(Debug, Default)]
pub struct Mentions {
    /// Those that a pronoun can stand for.
    known: Vec<Name>,
    /// All names of two and more words.
    full: Vec<String>,
}

impl Mentions {
    /// Takes note of the names in a sentence: all for short names, the one that it begins with for pronouns.
    pub fn read(&mut self, sentence: &str) {
        for (at, name) in names(sentence) {
            if name.text.contains(' ') && !self.full.contains(&name.text) {
                self.full.push(name.text.clone());
            }
            if at == 0 && name.person && name.text.contains(' ') {
                self.note(name);
            }
        }
    }

    /// The name that a source stands for, if it is not that name itself; the source is a source for later pronouns.
    ///
    /// ```
    /// use sayso::extraction::coreference::Mentions;
    /// let mut mentions = Mentions::default();
    /// assert_eq!(mentions.resolve("Foreign Minister Wang Yi").as_deref(), Some("Wang Yi"));
    /// assert_eq!(mentions.resolve("Wang").as_deref(), Some("Wang Yi"));
    /// assert_eq!(mentions.resolve("He").as_deref(), Some("Wang Yi"));
    /// assert_eq!(mentions.resolve("critics"), None);
    /// assert_eq!(mentions.resolve("a friend of Ada Roe"), None);
    /// ```
    pub fn resolve(&mut self, source: &str) -> Option<String> {
        let gender = match source.to_lowercase().as_str() {
            "he" => Some(Gender::He),
            "she" => Some(Gender::She),
            "it" => {
                let body = self.known.iter().rev().find(|name| !name.person)?;
                return Some(body.text.clone());
            }
            _ => None,
        };
        if let Some(gender) = gender {
            let fits = |name: &&mut Name| name.person && (name.gender == gender || name.gender == Gender::Unknown);
            let name = self.known.iter_mut().rev().find(fits)?;
            name.gender = gender;
            let name = name.clone();
            let shown = name.shown();
            self.note(name);
            return Some(shown);
        }
        let heads: Vec<Name> = names(source).filter(|(at, _)| is_head(&source[..*at])).map(|(_, name)| name).collect();
        let mut name = heads.iter().find(|name| name.person).or(heads.first())?.clone();
        if !name.text.contains(' ') {
            let is_part = |full: &&String| full.split(' ').any(|word| word == name.text);
            if let Some(full) = self.full.iter().rev().find(is_part) {
                name.person |= self.known.iter().any(|known| known.person && known.text == *full) || is_person(full);
                name.text.clone_from(full);
            }
        } else if !self.full.contains(&name.text) {
            self.full.push(name.text.clone());
        }
        let told = Some(name.shown()).filter(|shown| name.person && shown != source);
        self.note(name);
        told
    }

    /// Makes a name the latest.
    fn note(&mut self, mut name: Name) {
        if let Some(at) = self.known.iter().position(|known| known.text == name.text) {
            let known = self.known.remove(at);
            name.person |= known.person;
            if name.gender == Gender::Unknown {
                name.gender = known.gender;
            }
        }
        self.known.push(name);
    }
}

/// The names in a text with the bytes at which they begin: runs of capitalised words, without titles.
fn names(text: &str) -> impl Iterator<Item = (usize, Name)> {
    let mut names = Vec::new();
    let mut run: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_start_matches(['“', '"', '(', '‘']).trim_end();
        let start = at + piece.len() - piece.trim_start_matches(['“', '"', '(', '‘']).len();
        at += piece.len();
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let bare = bare.strip_suffix("’s").or_else(|| bare.strip_suffix("'s")).unwrap_or(bare);
        let capital = bare.starts_with(char::is_uppercase) && !NO_NAMES.contains(&bare);
        if capital {
            run.push((start, bare));
        }
        // An initial and a title go on after their full stop.
        let ends = !capital
            || (bare.len() < word.len() && !(word.ends_with('.') && (bare.len() <= 2 || title(bare).is_some())));
        if ends && !run.is_empty() {
            names.extend(name(&run));
            run.clear();
        }
    }
    names.extend(name(&run));
    names.into_iter()
}

/// Whether a name with these words before it names the source itself: not so in `a friend of Ada Roe`.
fn is_head(before: &str) -> bool {
    let apposition = before.rsplit(',').next().unwrap_or(before);
    !apposition
        .split_whitespace()
        .any(|word| matches!(word, "of" | "for" | "to" | "by" | "with" | "at" | "in" | "from"))
}

fn title(word: &str) -> Option<(&'static str, Gender)> {
    TITLES.iter().find(|(title, _)| *title == word).copied()
}

/// The name in a run of capitalised words: what follows its last title.
fn name(run: &[(usize, &str)]) -> Option<(usize, Name)> {
    let last = run.iter().rposition(|(_, word)| title(word).is_some());
    let (title, words) = match last {
        Some(at) => (title(run[at].1), &run[at + 1..]),
        None => (None, run),
    };
    let text = words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
    let person = last.is_some() || is_person(&text);
    (!text.is_empty()).then(|| {
        (run[0].0, Name { text, title: title.map(|t| t.0), gender: title.map_or(Gender::Unknown, |t| t.1), person })
    })
}

/// Whether a name looks like a person's: two to four words, none of them of a body, not all capitals.
fn is_person(name: &str) -> bool {
    let words = || name.split(' ');
    (2..=4).contains(&words().count())
        && words().all(|word| !BODIES.contains(&word))
        && words().all(|word| word.chars().skip(1).any(char::is_lowercase) || word.chars().count() == 1)
}
