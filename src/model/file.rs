//! The model file: a header that tells what it is, a checksum, and the model.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `\x89SAYSO\r\n`: no text file begins so, and a transfer that changes line ends shows |
//! | 4 | version of the format, little-endian |
//! | 8 | length of the model in bytes, little-endian |
//! | 4 | CRC-32 of the model, little-endian |
//! | … | the model, in [postcard](https://postcard.jamesmunns.com/wire-format)'s format |

use super::classifier::{Card, Classifier};
use crate::atomic::AtomicFile;
use crate::error::{Error, Result};
use crate::features::vectorizer::Tagging;
use crate::features::{Vectorizer, Vocabulary, evidence};
use crate::learning::calibrator::Calibrator;
use crate::syntax::Tagger;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"\x89SAYSO\r\n";
const VERSION: u32 = 3;
const HEADER: usize = 24;

/// What is stored. Names are one text, a line each.
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    labels: Cow<'a, [String]>,
    keys: Vec<u64>,
    names: Cow<'a, str>,
    tagging: Option<Cow<'a, Tagging>>,
    weights: Vec<f32>,
    intercepts: Cow<'a, [f32]>,
    parts: Option<Cow<'a, Arc<Tagger>>>,
    calibrator: Option<Cow<'a, Calibrator>>,
    card: Cow<'a, Card>,
}

/// The content of the file for a model.
pub fn encode(classifier: &Classifier) -> Vec<u8> {
    let vectorizer = classifier.vectorizer();
    let (keys, names): (Vec<u64>, Vec<&str>) = vectorizer.vocabulary.features().unzip();
    let stored = Stored {
        labels: Cow::Borrowed(classifier.labels()),
        keys,
        names: Cow::Owned(names.join("\n")),
        tagging: vectorizer.tagging.as_ref().map(Cow::Borrowed),
        weights: (0..vectorizer.len()).flat_map(|place| classifier.weights(place)).copied().collect(),
        intercepts: Cow::Borrowed(classifier.intercepts()),
        parts: classifier.own_parts().map(Cow::Borrowed),
        calibrator: classifier.calibrator().map(Cow::Borrowed),
        card: Cow::Borrowed(classifier.card()),
    };
    let model = postcard::to_stdvec(&stored).expect("a model in memory can be serialised");
    let mut bytes = Vec::with_capacity(HEADER + model.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&(model.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&model).to_le_bytes());
    bytes.extend_from_slice(&model);
    bytes
}

/// Reads the content of a model file.
///
/// # Errors
///
/// A message for the user that tells what is wrong with the bytes, and what to do.
pub fn decode(bytes: &[u8]) -> std::result::Result<Classifier, String> {
    if !bytes.starts_with(MAGIC) {
        let cut = !bytes.is_empty() && MAGIC.starts_with(bytes);
        return Err(if cut {
            "a model file cut short; copy it again".into()
        } else {
            "not a sayso model; expected a file that `sayso train` wrote".into()
        });
    }
    let Some((header, model)) = bytes.split_at_checked(HEADER) else {
        return Err("a model file cut short; copy it again".into());
    };
    let version = u32::from_le_bytes(header[8..12].try_into().expect("4 bytes"));
    let length = u64::from_le_bytes(header[12..20].try_into().expect("8 bytes"));
    let checksum = u32::from_le_bytes(header[20..24].try_into().expect("4 bytes"));
    if version != VERSION {
        return Err(format!(
            "a model of format version {version}, and this program reads version {VERSION}; train it again, or get the \
             version of sayso that wrote it"
        ));
    }
    if length != model.len() as u64 {
        return Err(format!(
            "a damaged model file: expected {length} bytes after the header, found {}; copy it again",
            model.len()
        ));
    }
    if crc32fast::hash(model) != checksum {
        return Err("a damaged model file: its checksum does not match; copy it again".into());
    }
    let stored: Stored<'_> =
        postcard::from_bytes(model).map_err(|e| format!("a damaged model file: {e}; train it again"))?;
    restore(stored).ok_or_else(|| "a damaged model file: its parts do not fit together; train it again".into())
}

fn restore(stored: Stored<'_>) -> Option<Classifier> {
    let names: Vec<String> = stored.names.split('\n').map(str::to_owned).collect();
    let labels = stored.labels.len();
    let figures = stored.tagging.as_ref().map_or(0, |_| evidence::COUNT);
    let fits = stored.keys.len() == names.len()
        && stored.weights.len() == (stored.keys.len() + figures) * labels
        && stored.tagging.as_ref().is_none_or(|tagging| tagging.standard.len() == figures)
        && stored.intercepts.len() == labels
        && stored.calibrator.as_ref().is_none_or(|calibrator| calibrator.fits(labels))
        && stored.card.training.support.len() == labels
        && labels >= 2
        && stored.card.options.check().is_ok()
        && stored.weights.iter().chain(stored.intercepts.iter()).all(|w| w.is_finite());
    let vectorizer = Vectorizer {
        ngrams: stored.card.options.ngrams,
        vocabulary: Vocabulary::new(stored.keys.into_iter().zip(names)),
        tagging: stored.tagging.map(Cow::into_owned),
    };
    fits.then(|| {
        Classifier::new(
            stored.labels.into_owned(),
            vectorizer,
            stored.weights,
            stored.intercepts.into_owned(),
            stored.parts.map(Cow::into_owned),
            stored.calibrator.map(Cow::into_owned),
            stored.card.into_owned(),
        )
    })
}

/// Loads a model file.
///
/// # Errors
///
/// As [`Classifier::load`].
pub fn load(path: &Path) -> Result<Classifier> {
    let bytes = std::fs::read(path).map_err(|e| Error::read(path, e))?;
    decode(&bytes).map_err(|problem| Error::Model { path: path.to_owned(), problem })
}

/// Writes a model file, whole or not at all.
///
/// # Errors
///
/// As [`Classifier::save`].
pub fn save(classifier: &Classifier, path: &Path) -> Result<()> {
    let written = AtomicFile::create(path).and_then(|mut file| {
        file.write_all(&encode(classifier))?;
        file.commit()
    });
    written.map_err(|e| Error::write(path, e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Dataset, Options, train};
    use crate::text::Language;

    fn bytes() -> Vec<u8> {
        let data =
            Dataset::from_pairs([("He said so.", "a"), ("She said so.", "a"), ("It will.", "b"), ("They will.", "b")]);
        // No tagger for French, so the file is small enough to try every bit.
        encode(&train(&data, &Options { language: Language::French, ..Default::default() }).unwrap())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let bytes = bytes();
        assert_eq!(encode(&decode(&bytes).unwrap()), bytes);
    }

    #[test]
    fn no_cut_and_no_changed_bit_goes_unnoticed() {
        let bytes = bytes();
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_err(), "cut to {length} bytes");
        }
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(decode(&changed).is_err(), "bit {bit}");
        }
    }
}
