//! Reads the messages file of OpenPhone (now Quo), as exported or as saved by a spreadsheet.

mod column_map;
mod columns;
mod header;
mod numbers;
mod options;
mod row;
mod rows;
mod times;
mod unclosed;

use gleaner_domain::Source;

use crate::batch::{Batch, Provenance, Shape};
use crate::csv::{File, decode};
use crate::error::ReadError;
pub use column_map::{Column, ColumnMap, ColumnMapError};
use header::Header;
pub(crate) use options::Options;
use rows::Rows;

/// How many rejected rows an error names.
const NAMED_ROWS: usize = 5;

/// Reads a messages file.
pub(crate) async fn read(file: Vec<u8>, options: Options<'_>) -> Result<Batch, ReadError> {
    let file = File::new(file, options.max_bytes)?;
    let decoded = decode(file.bytes());
    let header = Header::find(&decoded.text, options.map).await.map_err(|error| file.explain(error))?;
    let shape = Shape {
        encoding: decoded.encoding,
        delimiter: char::from(header.delimiter),
        header_line: header.line,
        columns: header.columns.mapped(),
        unused_columns: header.columns.unused(),
    };
    let Rows { messages, lines, report, first, warnings, .. } =
        Rows::read(&decoded.text, header, options).await?;
    if report.counts.total() == 0 {
        return Err(ReadError::NoRows);
    }
    if report.is_mostly_rejected() {
        let first = report.rejected().iter().take(NAMED_ROWS).cloned().collect();
        return Err(ReadError::MostlyRejected { counts: report.counts, first });
    }
    let warnings = decoded.warnings().chain(warnings.into_values()).collect();
    drop(decoded);
    let bytes = file.bytes().len() as u64;
    let provenance = Provenance { source: Source::OpenPhone, bytes, shape, first_rows: first };
    Ok(Batch { messages, lines, report, warnings, provenance })
}

#[cfg(test)]
mod tests;
