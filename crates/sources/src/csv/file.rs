//! The bytes of a file.

use std::sync::Arc;

use super::digest::PendingDigest;
use crate::error::ReadError;

/// A file in memory, whose digest is being computed.
pub(crate) struct File {
    bytes: Arc<Vec<u8>>,
    digest: PendingDigest,
}

impl File {
    /// Refuses a file of more than `max_bytes`, and begins to compute the digest of any other.
    pub fn new(bytes: Vec<u8>, max_bytes: u64) -> Result<Self, ReadError> {
        if bytes.len() as u64 > max_bytes {
            return Err(ReadError::TooLarge { max_bytes });
        }
        let bytes = Arc::new(bytes);
        Ok(Self { digest: PendingDigest::start(&bytes), bytes })
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the size in bytes and the SHA-256 in hexadecimal.
    pub fn facts(self) -> (u64, String) {
        (self.bytes.len() as u64, self.digest.finish(&self.bytes))
    }

    /// Adds the media type to the error of a file that has no header because it is not text.
    pub fn explain(&self, error: ReadError) -> ReadError {
        let known = infer::get(&self.bytes).map(|kind| kind.mime_type());
        match (error, known.filter(|kind| !kind.starts_with("text/"))) {
            (ReadError::MissingColumns { line, .. } | ReadError::HeaderTooLong { line }, Some(kind)) => {
                ReadError::NotText { kind: Some(kind), line }
            }
            (ReadError::NotText { line, .. }, kind) => ReadError::NotText { kind, line },
            (error, _) => error,
        }
    }
}
