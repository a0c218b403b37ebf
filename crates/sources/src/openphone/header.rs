//! The header of OpenPhone's messages file.

use super::column_map::ColumnMap;
use super::columns::{Columns, shown_names};
use crate::csv::{HeaderRecord, find_header};
use crate::error::ReadError;

/// The header of a file.
#[derive(Debug)]
pub(super) struct Header {
    pub columns: Columns,
    pub delimiter: u8,
    /// The line of the header, counted from one.
    pub line: u64,
    /// The offset after the header, where the rows begin.
    pub end: usize,
}

impl Header {
    /// Finds the header and its columns.
    pub async fn find(text: &str, map: &ColumnMap) -> Result<Self, ReadError> {
        let record = find_header(text, |cells| Columns::recognized(cells, map)).await?;
        let HeaderRecord { cells, delimiter, line, end, is_binary } = record;
        match Columns::of(&cells, map) {
            Ok(columns) => Ok(Self { columns, delimiter, line, end }),
            Err(_) if is_binary => Err(ReadError::NotText { kind: None, line }),
            Err(missing) => {
                // If no column is recognized, the line may be a row, whose text must not be repeated.
                let found = if missing.recognized > 0 { shown_names(&cells) } else { Vec::new() };
                Err(ReadError::MissingColumns { missing: missing.columns, found, line })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn find(text: &str) -> Result<Header, ReadError> {
        Header::find(text, &ColumnMap::default()).await
    }

    #[tokio::test]
    async fn a_tab_may_be_the_first_character_of_a_header() {
        let header = find("\tid\tbody\tdirection\tfrom\tto\tdate\n").await.unwrap();
        assert_eq!(header.columns.count(), 7);
    }

    #[tokio::test]
    async fn a_header_that_lacks_columns_is_refused_with_the_names_it_has() {
        let error = find("id;text;from\n").await.unwrap_err();
        let ReadError::MissingColumns { missing, found, line } = error else { panic!("{error:?}") };
        assert_eq!(missing, ["direction", "to", "sentAt"]);
        assert_eq!((found, line), (vec!["id".to_owned(), "text".into(), "from".into()], 1));
        assert!(matches!(find("PK\u{3}\u{4}\n").await, Err(ReadError::NotText { line: 1, .. })));
    }
}
