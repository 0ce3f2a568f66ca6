//! The languages that can be stemmed.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language with a Snowball stemmer (<https://snowballstem.org>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the languages' own")]
pub enum Language {
    Arabic,
    Danish,
    Dutch,
    #[default]
    English,
    Finnish,
    French,
    German,
    Greek,
    Hungarian,
    Italian,
    Norwegian,
    Portuguese,
    Romanian,
    Russian,
    Spanish,
    Swedish,
    Tamil,
    Turkish,
}

/// Each language with its name on the command line and its ISO 639-1 code.
const NAMES: [(Language, &str, &str); 18] = [
    (Language::Arabic, "arabic", "ar"),
    (Language::Danish, "danish", "da"),
    (Language::Dutch, "dutch", "nl"),
    (Language::English, "english", "en"),
    (Language::Finnish, "finnish", "fi"),
    (Language::French, "french", "fr"),
    (Language::German, "german", "de"),
    (Language::Greek, "greek", "el"),
    (Language::Hungarian, "hungarian", "hu"),
    (Language::Italian, "italian", "it"),
    (Language::Norwegian, "norwegian", "no"),
    (Language::Portuguese, "portuguese", "pt"),
    (Language::Romanian, "romanian", "ro"),
    (Language::Russian, "russian", "ru"),
    (Language::Spanish, "spanish", "es"),
    (Language::Swedish, "swedish", "sv"),
    (Language::Tamil, "tamil", "ta"),
    (Language::Turkish, "turkish", "tr"),
];

impl Language {
    /// All of them, in alphabetical order.
    pub fn all() -> impl Iterator<Item = Language> {
        NAMES.iter().map(|&(language, _, _)| language)
    }

    /// The English name, in lower case.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        NAMES[self as usize].2
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Language {
    type Err = String;

    /// By name or by ISO 639-1 code, in any case.
    fn from_str(s: &str) -> Result<Self, String> {
        let wanted = s.to_lowercase();
        NAMES
            .iter()
            .find(|(_, name, code)| *name == wanted || *code == wanted)
            .map(|&(language, _, _)| language)
            .ok_or_else(|| {
                let names: Vec<&str> = NAMES.iter().map(|&(_, name, _)| name).collect();
                format!("unknown language `{s}`; expected one of {}", names.join(", "))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_found_by_its_own_name_and_code() {
        for language in Language::all() {
            assert_eq!(language.name().parse(), Ok(language));
            assert_eq!(language.code().to_uppercase().parse(), Ok(language));
        }
        assert!("klingon".parse::<Language>().is_err());
    }
}
