//! What any source with rows needs: the bytes of a file, their encoding, the delimiter and the records. Nothing
//! here knows a column.

mod dialect;
mod encoding;
mod file;
mod lines;
mod quotes;
mod records;

pub(crate) use dialect::{HeaderRecord, find_header};
pub use encoding::Encoding;
pub(crate) use encoding::decode;
pub(crate) use file::File;
pub(crate) use quotes::Unclosed;
pub(crate) use records::{RecordSpan, Records};
