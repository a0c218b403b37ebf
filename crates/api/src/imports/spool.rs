//! An upload on disk until it can be read. Ten concurrent uploads then use ten files, and not 100 MiB of memory.

use std::fs::File;
use std::io::SeekFrom;

use actix_web::web::Bytes;
use futures_util::Stream;
use gleaner_domain::ProblemCode;
use tokio::io::{AsyncSeekExt, AsyncWriteExt, BufWriter};

use super::stream::{MAX_DISCARDED, discard, interrupted, next};
use crate::problem::{ApiError, too_large};

/// `Retry-After` if the disk is full, in seconds.
const RETRY_AFTER: u64 = 60;
/// Bytes of one write to the file, each of which is a task on another thread.
const BUFFER_BYTES: usize = 256 << 10;

/// A temporary file with the body of an upload. It has no name, so the operating system removes it even if
/// the process is killed.
pub(super) struct Spool {
    file: BufWriter<tokio::fs::File>,
    bytes: u64,
    max_body: u64,
    max_bytes: u64,
}

impl Spool {
    /// A spool for at most `max_body` bytes of a body, with a file of at most `max_bytes` bytes.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the temporary file cannot be created.
    pub fn create(max_body: u64, max_bytes: u64) -> Result<Self, ApiError> {
        let file = tokio::fs::File::from_std(tempfile::tempfile().map_err(spool_failed)?);
        Ok(Self { file: BufWriter::with_capacity(BUFFER_BYTES, file), bytes: 0, max_body, max_bytes })
    }

    /// Writes a stream to its end. Refuses a stream that is too long, after discarding the rest of it.
    pub async fn write<S, E>(&mut self, mut stream: S) -> Result<(), ApiError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
    {
        while let Some(chunk) = next(&mut stream).await? {
            let chunk = chunk.map_err(|_| interrupted())?;
            self.bytes += chunk.len() as u64;
            if self.bytes > self.max_body {
                discard(stream, MAX_DISCARDED).await;
                return Err(too_large(self.max_bytes));
            }
            self.file.write_all(&chunk).await.map_err(spool_failed)?;
        }
        Ok(())
    }

    /// Most bytes of a file.
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// The number of bytes that were written.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file, positioned at its beginning.
    pub async fn close(mut self) -> Result<File, ApiError> {
        self.file.flush().await.map_err(spool_failed)?;
        let mut file = self.file.into_inner();
        file.seek(SeekFrom::Start(0)).await.map_err(spool_failed)?;
        Ok(file.into_std().await)
    }
}

/// The error for a temporary file that cannot be written or read: usually the disk is full.
pub(super) fn spool_failed(error: std::io::Error) -> ApiError {
    ApiError::new(ProblemCode::Unavailable).caused_by(error).retry_after(RETRY_AFTER)
}
