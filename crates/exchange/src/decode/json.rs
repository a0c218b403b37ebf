//! Reading JSON and JSON Lines.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::collected::Collected;
use super::error::{DecodeError, InvalidField, Reason};
use super::{Decoded, MAX_PATTERNS, line_after, pattern};
use crate::fields::VERSION;

/// An export as one document. The patterns are read one by one, to know their lines.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<'a> {
    version: u64,
    #[serde(borrow)]
    patterns: Vec<&'a RawValue>,
}

pub(super) fn decode_document(text: &str) -> Result<Vec<Decoded>, DecodeError> {
    let document: Document<'_> = serde_json::from_str(text).map_err(|error| match error.is_data() {
        true => DecodeError::Document,
        false => DecodeError::Json { line: error.line() as u64 },
    })?;
    if document.version != VERSION {
        return Err(DecodeError::Version);
    }
    if document.patterns.len() > MAX_PATTERNS {
        return Err(DecodeError::TooMany);
    }
    let mut collected = Collected::default();
    let (mut line, mut end) = (1, 0);
    for raw in document.patterns {
        // Each pattern is a part of the text.
        let start = raw.get().as_ptr() as usize - text.as_ptr() as usize;
        line += line_after(&text.as_bytes()[end..start]) - 1;
        end = start;
        collected.add(decoded(line, raw.get())?)?;
    }
    collected.finish()
}

pub(super) fn decode_lines(text: &str) -> Result<Vec<Decoded>, DecodeError> {
    let mut collected = Collected::default();
    for (line, text) in (1..).zip(text.lines()) {
        if !text.trim().is_empty() {
            collected.add(decoded(line, text)?)?;
        }
    }
    collected.finish()
}

/// Reads a pattern that begins in `line`. The outer error is that of a text that is not JSON.
fn decoded(line: u64, text: &str) -> Result<Result<Decoded, InvalidField>, DecodeError> {
    let fields: Fields = match serde_json::from_str(text) {
        Ok(fields) => fields,
        Err(error) if error.is_data() => {
            return Ok(Err(InvalidField::new(line, "the pattern", Reason::NotObject)));
        }
        Err(error) => return Err(DecodeError::Json { line: line + error.line() as u64 - 1 }),
    };
    Ok(pattern::decode(line, fields.0).map(|pattern| Decoded { line, pattern }))
}

/// The properties of an object, also those that occur twice.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Properties;

        impl<'de> Visitor<'de> for Properties {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Properties)
    }
}
