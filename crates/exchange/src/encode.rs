//! Patterns as bytes, a few at a time.

use gleaner_domain::pattern::ExchangedPattern;
use serde::Serialize;
use thiserror::Error;

use crate::cells;
use crate::fields::{FIELDS, Fields, VERSION};
use crate::format::Format;
use crate::help_desk::{Macro, ShortCodes, canned_response};

/// Why a pattern cannot be written.
#[derive(Debug, Error)]
pub enum EncodeError {
    /// As JSON.
    #[error("a pattern cannot be written as JSON")]
    Json(#[from] serde_json::Error),
    /// As a row of a CSV.
    #[error("a pattern cannot be written as CSV")]
    Csv(#[from] csv::Error),
    /// The rows cannot be completed.
    #[error("rows cannot be written")]
    Rows(#[from] std::io::Error),
}

/// Writes patterns in a format. It keeps the bytes until they are taken, and nothing of a pattern after that, except the
/// short codes of Chatwoot.
#[derive(Debug)]
pub struct Encoder {
    format: Format,
    bytes: Vec<u8>,
    /// No entry of a list in JSON was written.
    is_first: bool,
    codes: ShortCodes,
}

impl Encoder {
    /// An encoder that has written what comes before the first pattern.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(format: Format) -> Result<Self, EncodeError> {
        let bytes = match format {
            Format::Csv => rows([FIELDS.map(|(name, _)| name)])?,
            Format::Chatwoot => rows([["short_code", "content"]])?,
            Format::Json => format!("{{\"version\":{VERSION},\"patterns\":[").into_bytes(),
            Format::Zendesk => b"{\"macros\":[".to_vec(),
            Format::Jsonl => vec![],
        };
        Ok(Self { format, bytes, is_first: true, codes: ShortCodes::default() })
    }

    /// Writes patterns. Help desks only get those that are active.
    ///
    /// # Errors
    /// A pattern cannot be written.
    pub fn write(&mut self, patterns: &[ExchangedPattern]) -> Result<(), EncodeError> {
        let active = || patterns.iter().filter(|pattern| pattern.is_active && !pattern.is_removed);
        match self.format {
            Format::Csv => {
                let cells = patterns.iter().map(cells::of_pattern).collect::<Result<Vec<_>, _>>()?;
                self.bytes.extend(rows(cells)?);
            }
            Format::Chatwoot => {
                let responses: Vec<_> =
                    active().map(|pattern| canned_response(pattern, &mut self.codes)).collect();
                self.bytes.extend(rows(responses)?);
            }
            Format::Json => patterns.iter().try_for_each(|pattern| self.entry(&Fields::from(pattern)))?,
            Format::Zendesk => active().try_for_each(|pattern| self.entry(&Macro::from(pattern)))?,
            Format::Jsonl => {
                for pattern in patterns {
                    serde_json::to_writer(&mut self.bytes, &Fields::from(pattern))?;
                    self.bytes.push(b'\n');
                }
            }
        }
        Ok(())
    }

    /// Writes an entry of a list, in a line of its own.
    fn entry(&mut self, entry: &impl Serialize) -> Result<(), EncodeError> {
        self.bytes.extend(if self.is_first { &b"\n"[..] } else { b",\n" });
        self.is_first = false;
        Ok(serde_json::to_writer(&mut self.bytes, entry)?)
    }

    /// What was written since the last call.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// What was not taken, and what comes after the last pattern.
    pub fn finish(mut self) -> Vec<u8> {
        if matches!(self.format, Format::Json | Format::Zendesk) {
            self.bytes.extend(b"\n]}\n");
        }
        self.bytes
    }
}

/// Rows of a CSV.
fn rows<R, C>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, EncodeError>
where
    R: IntoIterator<Item = C>,
    C: AsRef<[u8]>,
{
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()?;
    writer.into_inner().map_err(|error| error.into_error().into())
}
