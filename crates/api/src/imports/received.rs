//! A received upload, which waits in the spool until a permit to read it is free.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use gleaner_intake::{ExportFile, IntakeError};
use tokio::runtime::Handle;

use super::parameters::UploadOptions;
use super::request_body::PastedCsv;
use super::spool::{Spool, spool_failed};
use crate::problem::{ApiError, too_large};
use crate::read_limiter::{ReadLimiter, ReceivePermit};

/// What the bytes in the spool are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// The file, sent as the body.
    File,
    /// The file, sent in a form.
    Form,
    /// JSON with the text of the file.
    Json,
}

/// An upload that was received completely.
pub(super) struct Upload {
    pub spool: Spool,
    pub content: Content,
    pub options: UploadOptions,
    /// The permit to receive, held until the file is read.
    pub permit: ReceivePermit,
}

impl Upload {
    /// Acquires a permit, and passes the file to `work` on a reader thread. On the request's own thread,
    /// decoding and grouping 10 MiB would delay every other request of that thread.
    ///
    /// # Errors
    /// No permit is free in time, the spool cannot be read, the JSON is malformed, or `work` fails.
    pub async fn read<T, F, W>(self, limiter: &ReadLimiter, work: W) -> Result<T, ApiError>
    where
        W: FnOnce(ExportFile) -> F + Send + 'static,
        F: Future<Output = Result<T, IntakeError>>,
        T: Send + 'static,
    {
        let Self { spool, content, options, permit: receiving } = self;
        let (bytes, max_bytes) = (usize::try_from(spool.bytes()).unwrap_or(0), spool.max_bytes());
        let file = spool.close().await?;
        let reading = limiter.acquire().await?;
        let handle = Handle::current();
        let work = move || {
            let _receiving = receiving;
            let file = export_file(file, bytes, content, options, max_bytes)?;
            Ok(handle.block_on(work(file))?)
        };
        limiter.run(reading, work).await
    }
}

fn export_file(
    mut file: File,
    length: usize,
    content: Content,
    options: UploadOptions,
    max_bytes: u64,
) -> Result<ExportFile, ApiError> {
    match content {
        Content::File | Content::Form => {
            let mut bytes = Vec::with_capacity(length);
            file.read_to_end(&mut bytes).map_err(spool_failed)?;
            Ok(exported(bytes, options))
        }
        Content::Json => {
            if min_text_bytes(&mut file).map_err(spool_failed)? > max_bytes.saturating_add(JSON_FRAME) {
                return Err(too_large(max_bytes));
            }
            let pasted: PastedCsv = serde_json::from_reader(BufReader::new(file)).map_err(|_| {
                ApiError::invalid_request(
                    "The body must be JSON: {\"csvData\": \"<the text of the file>\"}, optionally with a columnMap, review, mode and budgetUsd.",
                )
            })?;
            let options = UploadOptions {
                columns: pasted.column_map.map_or(options.columns, |names| names.0),
                review: pasted.review.or(options.review),
                mode: pasted.mode.map(|mode| mode.0).or(options.mode),
                budget: pasted.budget.map(|budget| budget.0).or(options.budget),
                key: options.key,
            };
            Ok(exported(pasted.csv_data.into_bytes(), options))
        }
    }
}

fn exported(
    bytes: Vec<u8>,
    UploadOptions { columns, review, mode, budget, key }: UploadOptions,
) -> ExportFile {
    ExportFile { bytes, columns, review, mode: mode.unwrap_or_default(), budget, key }
}

/// Most bytes of JSON for one byte of its text (`+` may be written as `\u002b`).
pub(super) const JSON_OVERHEAD: u64 = 6;
/// Most bytes of a JSON body besides the text: its syntax, and a column map.
pub(super) const JSON_FRAME: u64 = 64 << 10;

/// A lower bound for the bytes of the texts of a JSON body, computed without loading them into memory: only an
/// escape sequence is longer than the text that it represents.
fn min_text_bytes(file: &mut File) -> io::Result<u64> {
    let (mut length, mut escapes, mut buffer) = (0, 0, vec![0; 64 << 10]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        length += read as u64;
        escapes += buffer[..read].iter().filter(|byte| **byte == b'\\').count() as u64;
    }
    file.rewind()?;
    Ok(length.saturating_sub(escapes * (JSON_OVERHEAD - 1)))
}
