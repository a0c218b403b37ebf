//! The body of an export, which is read from the database as fast as the client reads it.

use actix_web::web::Bytes;
use error_reporter::Report;
use futures_util::future::ready;
use futures_util::{Stream, StreamExt, stream};
use gleaner_exchange::{EncodeError, Encoder, Format};
use gleaner_persistence::library::Export;
use thiserror::Error;

use crate::problem::ApiError;

/// Why an export fails.
#[derive(Debug, Error)]
enum ExportError {
    #[error(transparent)]
    Store(#[from] gleaner_persistence::Error),
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

impl From<ExportError> for ApiError {
    fn from(error: ExportError) -> Self {
        Self::internal(error)
    }
}

/// The end of a body that is not complete. The framework closes the connection then, so that the client notices. It also
/// logs this error, which therefore has no cause: a cause may contain a row.
#[derive(Debug, Error)]
#[error("the export was aborted")]
pub(super) struct Aborted;

/// The body of an export. The first patterns are read before the response begins, so an error that is there from the
/// beginning has a response of its own. If the body is dropped, because the client is gone, nothing more is read.
///
/// # Errors
/// The first patterns cannot be read.
pub(super) async fn body(
    export: Export,
    format: Format,
) -> Result<impl Stream<Item = Result<Bytes, Aborted>>, ApiError> {
    let encoder = Encoder::new(format).map_err(ExportError::from)?;
    let mut chunks = Chunks { export, encoder: Some(encoder) };
    let first = chunks.next().await?.unwrap_or_default();
    let rest = stream::try_unfold(chunks, async |mut chunks: Chunks| match chunks.next().await {
        Ok(chunk) => Ok(chunk.map(|chunk| (chunk, chunks))),
        Err(error) => {
            tracing::error!(error = %Report::new(&error), "an export was aborted");
            Err(Aborted)
        }
    });
    Ok(stream::once(ready(Ok(first))).chain(rest))
}

/// The parts of the body.
struct Chunks {
    export: Export,
    /// `None` after the last part.
    encoder: Option<Encoder>,
}

impl Chunks {
    /// The patterns of the next page; `None` after the end of the body.
    async fn next(&mut self) -> Result<Option<Bytes>, ExportError> {
        let Some(mut encoder) = self.encoder.take() else { return Ok(None) };
        let Some(page) = self.export.next_page().await? else { return Ok(Some(encoder.finish().into())) };
        encoder.write(&page)?;
        let chunk = encoder.take().into();
        self.encoder = Some(encoder);
        Ok(Some(chunk))
    }
}
