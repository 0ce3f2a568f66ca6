//! Bytes become text, whatever encoding they came in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes of a file in a legacy encoding are looked at to guess which one it is.
const GUESS_BYTES: usize = 1 << 20;

/// Decodes the content of a file.
///
/// A byte-order mark decides (UTF-8, UTF-16); without one, valid UTF-8 is UTF-8, and anything else is in a legacy
/// encoding that is guessed by [chardetng](https://docs.rs/chardetng), the detector of Firefox.
///
/// # Errors
///
/// A message for the user if the bytes are not text, that is, hold a NUL byte outside UTF-16.
///
/// ```
/// use sayso::text::decode::decode;
/// assert_eq!(decode(b"\xff\xfeH\0i\0".to_vec()).unwrap(), "Hi");
/// assert_eq!(decode(b"caf\xe9 society".to_vec()).unwrap(), "café society");
/// assert!(decode(b"\x7fELF\0\0".to_vec()).is_err());
/// ```
pub fn decode(bytes: Vec<u8>) -> Result<String, String> {
    match Encoding::for_bom(&bytes) {
        Some((encoding, mark)) if encoding == UTF_16LE || encoding == UTF_16BE => {
            Ok(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned())
        }
        Some((_, mark)) => decode_unmarked(bytes[mark..].to_vec()),
        None => decode_unmarked(bytes),
    }
}

fn decode_unmarked(bytes: Vec<u8>) -> Result<String, String> {
    if let Some(at) = bytes.iter().position(|&b| b == 0) {
        return Err(format!(
            "not text: a NUL byte at byte {at}; expected UTF-8, UTF-16 with a byte-order mark, or a legacy encoding; \
             if it is a document of another program, export it as plain text or HTML"
        ));
    }
    String::from_utf8(bytes)
        .or_else(|error| Ok(guess(error.as_bytes()).decode_without_bom_handling(error.as_bytes()).0.into_owned()))
}

/// The legacy encoding that the bytes are most likely in.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    // The first bytes beyond ASCII tell; a long ASCII beginning does not.
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let end = bytes.len().min(first + GUESS_BYTES);
    detector.feed(&bytes[first.saturating_sub(64)..end], end == bytes.len());
    let guessed = detector.guess(None, chardetng::Utf8Detection::Deny);
    if guessed == UTF_8 { encoding_rs::WINDOWS_1252 } else { guessed }
}
