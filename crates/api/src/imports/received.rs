//! An upload that has come in whole, and its turn to be read.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use gleaner_intake::{ExportFile, IntakeError};
use gleaner_sources::ColumnMap;
use serde::Deserialize;
use tokio::runtime::Handle;
use utoipa::ToSchema;

use super::columns::ColumnNames;
use super::multipart::form_problem;
use super::spool::{Spool, no_room};
use crate::problem::ApiError;
use crate::problem::mapping::too_large;
use crate::turns::{Turn, UploadTurns};

/// An export as JSON.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportText)]
pub(crate) struct PastedCsv {
    /// The whole text of the file.
    #[serde(rename = "csvData")]
    pub csv_data: String,
    /// The names of columns in the file, where they are not known.
    #[serde(default, rename = "columnMap", alias = "column_map")]
    pub column_map: Option<ColumnNames>,
}

/// What the bytes of an upload are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// The file itself.
    File,
    /// A form with the file in it.
    Form,
    /// The file's text as JSON.
    Json,
}

/// An upload that has come in whole.
pub(super) struct Upload {
    pub spool: Spool,
    pub content: Content,
    pub columns: ColumnMap,
    pub place: Turn,
}

impl Upload {
    /// Reads the file when its turn comes. Decoding and grouping ten megabytes would keep a request
    /// thread, and every poll on it, waiting: it is done beside them.
    pub async fn read<T, F, W>(self, turns: &UploadTurns, work: W) -> Result<T, ApiError>
    where
        W: FnOnce(ExportFile) -> F + Send + 'static,
        F: Future<Output = Result<T, IntakeError>>,
        T: Send + 'static,
    {
        let Self { spool, content, columns, place } = self;
        let (bytes, max_bytes) = (usize::try_from(spool.bytes()).unwrap_or(0), spool.max_bytes());
        let file = spool.close().await?;
        let turn = turns.read().await?;
        let handle = Handle::current();
        let reading = move || {
            let _held = place;
            let file = export_file(file, bytes, content, columns, max_bytes)?;
            Ok(handle.block_on(work(file))?)
        };
        turns.run(turn, reading).await
    }
}

fn export_file(
    mut file: File,
    length: usize,
    content: Content,
    columns: ColumnMap,
    max_bytes: u64,
) -> Result<ExportFile, ApiError> {
    match content {
        Content::File | Content::Form => {
            let mut bytes = Vec::with_capacity(length);
            file.read_to_end(&mut bytes).map_err(no_room)?;
            Ok(ExportFile { bytes, columns })
        }
        Content::Json => {
            if least_text(&mut file).map_err(no_room)? > max_bytes.saturating_add(JSON_FRAME) {
                return Err(too_large(max_bytes));
            }
            let pasted: PastedCsv = serde_json::from_reader(BufReader::new(file)).map_err(|_| {
                form_problem("The body must be JSON: {\"csvData\": \"<the text of the file>\"}, with a columnMap or without.")
            })?;
            let columns = pasted.column_map.map_or(columns, |names| names.0);
            Ok(ExportFile { bytes: pasted.csv_data.into_bytes(), columns })
        }
    }
}

/// JSON takes at most six bytes for one of the text it carries (`+` may become `\u002b`).
pub(super) const JSON_OVERHEAD: u64 = 6;
/// What a JSON body may hold beside the text: its frame, and a column map.
pub(super) const JSON_FRAME: u64 = 64 << 10;

/// The least that the texts of a JSON body have in bytes, told before they are in memory: only an
/// escape takes more than it gives.
fn least_text(file: &mut File) -> io::Result<u64> {
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
