//! Bytes of an exported file to checked messages, and a report of what became of every row.
//!
//! One module a source; today there is [`openphone`]. What sources share is how characters are
//! decoded ([`encoding`]), how text is cut into records with true line numbers (`records`), and
//! the times that people's programs write ([`time`]).

mod digest;
pub mod encoding;
pub mod error;
mod lines;
pub mod openphone;
mod quotes;
mod records;
pub mod time;

pub use encoding::Encoding;
pub use error::ReadError;
pub use openphone::{
    Column, ColumnMap, ColumnMapError, Export, FirstRow, MappedColumn, ReadOptions, Shape, read,
};
