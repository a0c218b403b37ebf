//! Reading an upload beside the request threads: decoding and grouping ten megabytes would keep a
//! request thread, and every poll on it, waiting.

use std::io;

use actix_web::web::Bytes;
use chrono::Utc;
use futures_util::stream;
use gleaner_domain::UserId;
use gleaner_intake::{Accepted, IntakeError};
use tokio::io::AsyncRead;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::io::StreamReader;

use crate::problem::ApiError;
use crate::state::ApiState;

/// Chunks on their way to the reader. The sender waits when they are taken up slowly, so an upload
/// is never held in memory as a whole.
const CHUNKS_UNDER_WAY: usize = 8;

enum Piece {
    Bytes(Bytes),
    End,
}

/// Where the bytes of an upload go in.
pub(super) struct Feed(mpsc::Sender<Piece>);

impl Feed {
    /// Hands on a chunk; false where the reader has stopped.
    pub async fn send(&self, chunk: Bytes) -> bool {
        self.0.send(Piece::Bytes(chunk)).await.is_ok()
    }

    /// The upload is complete. One whose feed is dropped without this, because its client went away
    /// or its form is wrong, is refused: half a file must not pass for a whole one.
    pub async fn end(self) {
        let _ = self.0.send(Piece::End).await;
    }
}

/// A reading that is under way.
pub(super) struct Accepting(JoinHandle<Result<Accepted, IntakeError>>);

impl Accepting {
    /// Waits for its end.
    pub async fn outcome(self) -> Result<Accepted, ApiError> {
        Ok(self.0.await.map_err(ApiError::internal)??)
    }

    fn start(bytes: impl AsyncRead + Unpin + Send + 'static, state: &ApiState, user: UserId) -> Self {
        let (state, handle) = (state.clone(), Handle::current());
        let work =
            async move { gleaner_intake::accept(&state.db, bytes, user, &state.intake, Utc::now()).await };
        Self(tokio::task::spawn_blocking(move || handle.block_on(work)))
    }
}

/// Starts to accept an upload whose bytes will be fed.
pub(super) fn accept_fed(state: &ApiState, user: UserId) -> (Feed, Accepting) {
    let (sender, receiver) = mpsc::channel(CHUNKS_UNDER_WAY);
    let pieces = stream::unfold(receiver, |mut receiver| async {
        match receiver.recv().await {
            Some(Piece::Bytes(bytes)) => Some((Ok(bytes), receiver)),
            Some(Piece::End) => None,
            None => Some((Err(io::Error::from(io::ErrorKind::UnexpectedEof)), receiver)),
        }
    });
    (Feed(sender), Accepting::start(StreamReader::new(Box::pin(pieces)), state, user))
}

/// Accepts an upload that is a text already.
pub(super) async fn accept_text(text: String, state: &ApiState, user: UserId) -> Result<Accepted, ApiError> {
    Accepting::start(io::Cursor::new(text), state, user).outcome().await
}
