//! An upload on disk until its turn to be read comes: ten slow ones then cost ten files, not a
//! hundred megabytes of memory.

use std::fs::File;
use std::io::SeekFrom;

use actix_web::web::Bytes;
use futures_util::Stream;
use gleaner_domain::ProblemCode;
use tokio::io::{AsyncSeekExt, AsyncWriteExt, BufWriter};

use super::stream::{MAX_DISCARDED, discard, interrupted, next};
use crate::problem::ApiError;
use crate::problem::mapping::too_large;

/// When it is worth coming back to a full disk, in seconds.
const RETRY_AFTER: u64 = 60;
/// Written at once: a write to a file is a task of its own.
const BUFFER_BYTES: usize = 256 << 10;

/// A file that an upload is written to. It has no name, so nothing is left of it when the process
/// ends, in whatever way.
pub(super) struct Spool {
    file: BufWriter<tokio::fs::File>,
    bytes: u64,
    /// It may not grow beyond.
    most: u64,
    /// What the sender is told then.
    max_bytes: u64,
}

impl Spool {
    /// For at most `most` bytes, which hold a file of at most `max_bytes`.
    pub fn create(most: u64, max_bytes: u64) -> Result<Self, ApiError> {
        let file = tokio::fs::File::from_std(tempfile::tempfile().map_err(no_room)?);
        Ok(Self { file: BufWriter::with_capacity(BUFFER_BYTES, file), bytes: 0, most, max_bytes })
    }

    /// Writes a stream to its end. One that is too long is refused, and what is left of it dropped.
    pub async fn take<S, E>(&mut self, mut stream: S) -> Result<(), ApiError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
    {
        while let Some(chunk) = next(&mut stream).await? {
            let chunk = chunk.map_err(|_| interrupted())?;
            self.bytes += chunk.len() as u64;
            if self.bytes > self.most {
                discard(stream, MAX_DISCARDED).await;
                return Err(too_large(self.max_bytes));
            }
            self.file.write_all(&chunk).await.map_err(no_room)?;
        }
        Ok(())
    }

    /// How large a file may be.
    pub fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// How many bytes were written.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file, to be read from its beginning.
    pub async fn close(mut self) -> Result<File, ApiError> {
        self.file.flush().await.map_err(no_room)?;
        let mut file = self.file.into_inner();
        file.seek(SeekFrom::Start(0)).await.map_err(no_room)?;
        Ok(file.into_std().await)
    }
}

/// The temporary folder is full or gone.
pub(super) fn no_room(error: std::io::Error) -> ApiError {
    ApiError { source: Some(error.into()), ..ApiError::new(ProblemCode::Unavailable) }
        .retry_after(RETRY_AFTER)
}
