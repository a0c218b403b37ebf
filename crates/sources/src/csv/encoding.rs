//! Decodes a file to text, whichever program saved it.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use gleaner_domain::{Warning, WarningCode};

/// The top-level domain whose encoding is used if the bytes fit several: that of North America.
const TOP_LEVEL_DOMAIN: Option<&[u8]> = Some(b"us");
/// How many bytes of a file without a byte order mark are examined to recognize UTF-16. It is less than a
/// header, whose names are nearly always ASCII, whatever the language of the messages.
const SAMPLE_BYTES: usize = 64;

/// How a file's characters are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    /// The name in the Encoding Standard, such as `UTF-8` or `windows-1252`.
    pub name: &'static str,
    /// Whether the file begins with a byte order mark.
    pub byte_order_mark: bool,
    /// Whether the encoding was guessed from the frequency of letters; nothing in the file states it.
    pub is_guess: bool,
}

/// A file as text.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    /// Without a byte order mark and without NUL bytes.
    pub text: Cow<'a, str>,
    pub encoding: Encoding,
    /// How many characters were damaged and replaced.
    pub damaged: u64,
    /// How many NUL bytes were removed. No text contains one, and Postgres refuses to store it.
    pub nul_bytes: u64,
}

impl Decoded<'_> {
    /// Returns what a person should know about the encoding of the file.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> + use<> {
        let counts = [
            (WarningCode::GuessedEncoding, u64::from(self.encoding.is_guess)),
            (WarningCode::DamagedText, self.damaged),
            (WarningCode::NulBytes, self.nul_bytes),
        ];
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        counts.map(|(code, count)| Warning { code, count, line: None })
    }
}

/// Decodes a file by its byte order mark, otherwise as UTF-16 or UTF-8 if it is that, otherwise by a guess from
/// its bytes. UTF-8 without NUL bytes is not copied.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let (mut text, encoding, damaged) = to_text(bytes);
    let before = text.len();
    if memchr::memchr(0, text.as_bytes()).is_some() {
        text.to_mut().retain(|character| character != '\0');
    }
    let nul_bytes = (before - text.len()) as u64;
    Decoded { text, encoding, damaged, nul_bytes }
}

fn to_text(bytes: &[u8]) -> (Cow<'_, str>, Encoding, u64) {
    let known = |encoding: &'static encoding_rs::Encoding, byte_order_mark| Encoding {
        name: encoding.name(),
        byte_order_mark,
        is_guess: false,
    };
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) if encoding == UTF_8 => {
            let (text, damaged) = from_utf8(&bytes[length..]);
            (text, known(UTF_8, true), damaged)
        }
        Some((encoding, length)) => {
            let (text, damaged) = transcode(&bytes[length..], encoding);
            (text, known(encoding, true), damaged)
        }
        None => match utf16_by_its_zeros(bytes) {
            Some(encoding) => {
                let (text, damaged) = transcode(bytes, encoding);
                (text, known(encoding, false), damaged)
            }
            None => without_mark(bytes),
        },
    }
}

/// Decodes UTF-8, UTF-8 with some damaged characters, or one of the older encodings.
fn without_mark(bytes: &[u8]) -> (Cow<'_, str>, Encoding, u64) {
    let utf8 = Encoding { name: UTF_8.name(), byte_order_mark: false, is_guess: false };
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.into(), utf8, 0);
    }
    let (valid, invalid) = count_sequences(bytes);
    if valid > invalid {
        let (text, damaged) = from_utf8(bytes);
        return (text, utf8, damaged);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(TOP_LEVEL_DOMAIN, Utf8Detection::Deny);
    let (text, damaged) = transcode(bytes, encoding);
    (text, Encoding { name: encoding.name(), byte_order_mark: false, is_guess: true }, damaged)
}

/// Returns how many sequences of bytes outside ASCII are valid UTF-8, and how many are not.
fn count_sequences(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(valid, invalid), chunk| {
        let characters = chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        (valid + characters, invalid + usize::from(!chunk.invalid().is_empty()))
    })
}

/// Decodes UTF-8 with text of another encoding pasted in: sequences that are not UTF-8 are decoded as
/// Windows-1252, and counted.
fn from_utf8(bytes: &[u8]) -> (Cow<'_, str>, u64) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.into(), 0);
    }
    let (mut text, mut damaged) = (String::with_capacity(bytes.len()), 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
            damaged += 1;
        }
    }
    (text.into(), damaged)
}

fn transcode<'a>(bytes: &'a [u8], encoding: &'static encoding_rs::Encoding) -> (Cow<'a, str>, u64) {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let damaged = if had_errors { text.matches(char::REPLACEMENT_CHARACTER).count() as u64 } else { 0 };
    (text, damaged)
}

/// Recognizes UTF-16 by the header, of which every second byte is zero. Which one it is gives the byte order.
fn utf16_by_its_zeros(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let pairs = sample.len() / 2;
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let (most, few) = (pairs - pairs / 5, pairs / 20);
    match (even, odd) {
        _ if pairs < 8 => None,
        (even, odd) if odd >= most && even <= few => Some(UTF_16LE),
        (even, odd) if even >= most && odd <= few => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "id,conversationBody\nAC1,It’s “closed” – sorry… 5 €, José\n";

    fn decoded(bytes: impl Into<Vec<u8>>) -> (String, &'static str, u64) {
        let bytes = bytes.into();
        let Decoded { text, encoding, damaged, .. } = decode(&bytes);
        (text.into_owned(), encoding.name, damaged)
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_encoding_that_spreadsheets_save_is_recognized() {
        let bom = |bytes: Vec<u8>, mark: &[u8]| [mark, bytes.as_slice()].concat();
        let (little, big) = (utf16(TEXT, u16::to_le_bytes), utf16(TEXT, u16::to_be_bytes));
        for (bytes, name) in [
            (TEXT.as_bytes().to_vec(), "UTF-8"),
            (bom(TEXT.as_bytes().to_vec(), b"\xef\xbb\xbf"), "UTF-8"),
            (bom(little.clone(), b"\xff\xfe"), "UTF-16LE"),
            (bom(big.clone(), b"\xfe\xff"), "UTF-16BE"),
            (little, "UTF-16LE"),
            (big, "UTF-16BE"),
            (WINDOWS_1252.encode(TEXT).0.into_owned(), "windows-1252"),
        ] {
            assert_eq!(decoded(bytes), (TEXT.to_owned(), name, 0));
        }
    }

    #[test]
    fn the_language_of_the_messages_does_not_hide_utf_16() {
        let text = format!(
            "id,conversationBody,direction,from,to,sentAt\n{}",
            "AC1,Когда вы открываетесь?\n".repeat(50)
        );
        assert_eq!(decoded(utf16(&text, u16::to_le_bytes)), (text.clone(), "UTF-16LE", 0));
        assert_eq!(decoded(utf16(&text, u16::to_be_bytes)), (text, "UTF-16BE", 0));
    }

    #[test]
    fn a_guess_is_marked_as_one() {
        assert!(decode(&WINDOWS_1252.encode(TEXT).0).encoding.is_guess);
        assert!(!decode(TEXT.as_bytes()).encoding.is_guess);
    }

    #[test]
    fn a_few_bytes_of_another_encoding_do_not_change_that_of_the_file() {
        let mixed = [TEXT.as_bytes(), b"AC2,don\x92t\n"].concat();
        assert_eq!(decoded(mixed), (format!("{TEXT}AC2,don’t\n"), "UTF-8", 1));
    }

    #[test]
    fn nul_bytes_are_removed_and_counted() {
        let Decoded { text, nul_bytes, .. } = decode(b"id,\0body\nAC1,Hi\0\n");
        assert_eq!((&*text, nul_bytes), ("id,body\nAC1,Hi\n", 2));
    }

    #[test]
    fn damaged_utf_16_is_counted() {
        let cut = [b"\xff\xfe", &utf16("id,body ok", u16::to_le_bytes)[..], b"\x00"].concat();
        assert_eq!(decoded(cut), ("id,body ok\u{fffd}".to_owned(), "UTF-16LE", 1));
    }
}
