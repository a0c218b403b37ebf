//! The bytes of a file.

use crate::error::ReadError;

/// A file in memory.
pub(crate) struct File(Vec<u8>);

impl File {
    /// Refuses a file of more than `max_bytes`.
    pub fn new(bytes: Vec<u8>, max_bytes: u64) -> Result<Self, ReadError> {
        if bytes.len() as u64 > max_bytes {
            return Err(ReadError::TooLarge { max_bytes });
        }
        Ok(Self(bytes))
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Adds the media type to the error of a file that has no header because it is not text.
    pub fn explain(&self, error: ReadError) -> ReadError {
        let known = infer::get(&self.0).map(|kind| kind.mime_type());
        match (error, known.filter(|kind| !kind.starts_with("text/"))) {
            (ReadError::MissingColumns { line, .. } | ReadError::HeaderTooLong { line }, Some(kind)) => {
                ReadError::NotText { kind: Some(kind), line }
            }
            (ReadError::NotText { line, .. }, kind) => ReadError::NotText { kind, line },
            (error, _) => error,
        }
    }
}
