//! An upload as a stream: reading it with a timeout, and discarding a refused one.

use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};

use crate::problem::ApiError;

/// Most bytes of a refused upload that are read and discarded. A client that is still sending would not read the
/// error otherwise. The connection of a longer upload is closed.
pub(super) const MAX_DISCARDED: u64 = 64 << 20;
/// The longest pause of a client that is sending.
const MAX_SILENCE: Duration = Duration::from_secs(30);

/// The next item of an upload.
///
/// # Errors
/// The client has sent nothing for too long.
pub(super) async fn next<S: Stream + Unpin>(stream: &mut S) -> Result<Option<S::Item>, ApiError> {
    tokio::time::timeout(MAX_SILENCE, stream.next()).await.map_err(|_| interrupted())
}

/// Reads and discards at most `room` bytes. Returns how many more bytes may be discarded.
pub(super) async fn discard<S, E>(mut stream: S, mut room: u64) -> u64
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    while let Ok(Some(Ok(chunk))) = next(&mut stream).await {
        room = room.saturating_sub(chunk.len() as u64);
        if room == 0 {
            break;
        }
    }
    room
}

/// The error for a client that disconnected, or sent nothing for too long.
pub(super) fn interrupted() -> ApiError {
    ApiError::invalid_request("The upload ended before the file was complete.")
}
