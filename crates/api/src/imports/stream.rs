//! An upload as a stream: waited for only so long, and dropped where it is refused.

use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::{Stream, StreamExt};
use gleaner_domain::ProblemCode;

use crate::problem::ApiError;

/// What is left of a refused upload is read and dropped up to here, so that the client, which is
/// still sending, gets to read the answer. Of a longer one the connection is cut.
pub(super) const MAX_DISCARDED: u64 = 64 << 20;
/// How long a client may send nothing.
const MAX_SILENCE: Duration = Duration::from_secs(30);

/// The next item of an upload; a client that sends nothing for too long is not waited for.
pub(super) async fn next<S: Stream + Unpin>(stream: &mut S) -> Result<Option<S::Item>, ApiError> {
    tokio::time::timeout(MAX_SILENCE, stream.next()).await.map_err(|_| interrupted())
}

/// Reads on without keeping anything, and answers how many more bytes may be read so.
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

/// The client went away, or was silent for too long.
pub(super) fn interrupted() -> ApiError {
    ApiError::with_sentence(ProblemCode::InvalidRequest, "The upload ended before the file was complete.")
}
