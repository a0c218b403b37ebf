//! Reads exported files: bytes to a [`Batch`] of checked messages, with the outcome of every row.
//!
//! Each source has a module; today there is `openphone`. What any source with rows needs is in `csv`: the
//! character encoding of a file, its delimiter and its records with their line numbers.
//!
//! To add a source: a variant of [`gleaner_domain::Source`], a variant of [`Format`] with the options that only
//! this source has, a module next to `openphone` that returns a [`Batch`], a line in [`read`], and the choice of the
//! format in `intake` (`prepare.rs`). Another CSV exporter uses `csv` and has its own columns and rows; an archive of JSON files, such as Slack's, does not.

mod batch;
mod csv;
mod digest;
mod error;
mod openphone;
mod options;

pub use self::csv::Encoding;
pub use batch::{Batch, FirstRow, MappedColumn, Provenance, Shape};
pub use digest::sha256;
pub use error::ReadError;
pub use openphone::{Column, ColumnMap, ColumnMapError};
pub use options::{Format, ReadOptions};

/// Reads a file. It only computes: it reads nothing but `file` and waits for nothing.
///
/// # Errors
///
/// Returns a [`ReadError`] if the file as a whole is not an export. A row that cannot be read is not an error: it
/// is in the batch's report.
pub async fn read(file: Vec<u8>, options: &ReadOptions) -> Result<Batch, ReadError> {
    match &options.format {
        Format::OpenPhone(map) => {
            let ReadOptions { max_bytes, skip_markers, now, .. } = options;
            let options = openphone::Options { map, max_bytes: *max_bytes, skip_markers, now: *now };
            openphone::read(file, options).await
        }
    }
}
