//! Finds the columns in a header, whatever a spreadsheet or a person has done to their names.

use csv_async::StringRecord;

use super::column_map::{Column, ColumnMap, fold};
use crate::batch::MappedColumn;

/// Most column names repeated in an error: the first line of a wrong file may be anything.
const SHOWN_COLUMNS: usize = 30;
/// Most characters of each of them.
const SHOWN_CHARS: usize = 40;

/// The index of each column in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    indices: [Option<usize>; Column::ALL.len()],
    names: Vec<String>,
}

/// A header that lacks columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub columns: Vec<&'static str>,
    /// How many columns are recognized.
    pub recognized: usize,
}

impl Columns {
    /// Finds the columns in a header row.
    pub fn of(header: &StringRecord, map: &ColumnMap) -> Result<Self, Missing> {
        let folded: Vec<_> = header.iter().map(fold).collect();
        let find = |column: Column| match map.get(column) {
            Some(mapped) => folded.iter().position(|name| name == mapped),
            // In the order of the aliases: `body` takes precedence over `text`.
            None => column.names().iter().find_map(|alias| {
                let alias = fold(alias);
                folded.iter().position(|name| *name == alias && !map.has_name(name))
            }),
        };
        let indices = Column::ALL.map(find);
        let columns = Self { indices, names: header.iter().map(shown).collect() };
        let missing = columns.missing(map);
        if missing.is_empty() {
            return Ok(columns);
        }
        Err(Missing { columns: missing, recognized: indices.iter().flatten().count() })
    }

    /// Returns how many columns are recognized in a row that may be a header.
    pub fn recognized(header: &StringRecord, map: &ColumnMap) -> usize {
        match Self::of(header, map) {
            Ok(columns) => columns.indices.iter().flatten().count(),
            Err(missing) => missing.recognized,
        }
    }

    /// Returns the names of the missing columns: those that every message needs, and those that the sender names
    /// but the header does not have.
    fn missing(&self, map: &ColumnMap) -> Vec<&'static str> {
        let times = [Column::SentAt, Column::CreatedAt, Column::CreatedAtPacific];
        let has_time = times.into_iter().any(|column| self.index_of(column).is_some());
        let is_needed = |column: &Column| match column {
            Column::Body | Column::Direction | Column::From | Column::To => true,
            Column::SentAt => !has_time,
            _ => false,
        };
        let is_missing = |column: &Column| {
            self.index_of(*column).is_none() && (is_needed(column) || map.get(*column).is_some())
        };
        Column::ALL.iter().filter(|column| is_missing(column)).map(|column| column.name()).collect()
    }

    /// Returns the index of a column in a row.
    pub fn index_of(&self, column: Column) -> Option<usize> {
        self.indices[column as usize]
    }

    /// Returns the name of the column at `index` in the file's header.
    pub fn name(&self, index: usize) -> Option<&str> {
        self.names.get(index).map(String::as_str)
    }

    /// Returns whether these cells may be a header too. It is false for nearly every row.
    fn may_be_header(&self, cells: &StringRecord) -> bool {
        let direction =
            self.index_of(Column::Direction).and_then(|index| self.name(index)).unwrap_or_default();
        // A name may have additional spaces and marks, but not many.
        let is_short = |cell: &&str| cell.len() <= 2 * direction.len() + 8;
        let direction = fold(direction);
        cells.iter().filter(is_short).any(|cell| fold(cell) == direction)
    }

    /// Returns the columns of a header in the middle of a file; `None` if the row is not a header.
    pub fn of_next_header(&self, cells: &StringRecord, map: &ColumnMap) -> Option<Self> {
        if self.may_be_header(cells) { Self::of(cells, map).ok() } else { None }
    }

    /// Returns the number of columns in the header.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// Returns the columns that are read, in the order of the file.
    pub fn mapped(&self) -> Vec<MappedColumn> {
        let mapped = |column: Column| {
            let index = self.index_of(column)?;
            let header = self.names.get(index)?.clone();
            Some(MappedColumn { column: column.name(), header, position: index + 1 })
        };
        let mut mapped: Vec<_> = Column::ALL.into_iter().filter_map(mapped).collect();
        mapped.sort_by_key(|mapped| mapped.position);
        mapped
    }

    /// Returns the names of the columns that are not read.
    pub fn unused(&self) -> Vec<String> {
        let is_unused =
            |(index, name): &(usize, &String)| !self.indices.contains(&Some(*index)) && !name.is_empty();
        let unused = self.names.iter().enumerate().filter(is_unused);
        unused.take(SHOWN_COLUMNS).map(|(_, name)| name.clone()).collect()
    }
}

/// Returns the names of a header, shortened, for an error.
pub(super) fn shown_names(header: &StringRecord) -> Vec<String> {
    header.iter().take(SHOWN_COLUMNS).map(shown).collect()
}

fn shown(name: &str) -> String {
    name.trim().chars().take(SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> StringRecord {
        names.to_vec().into()
    }

    fn map(names: &[(&str, &str)]) -> ColumnMap {
        ColumnMap::new(names.iter().map(|(name, header)| ((*name).into(), (*header).into())).collect())
            .unwrap()
    }

    #[test]
    fn names_are_folded_and_aliases_are_known() {
        let header = header(&["Sent At", "FROM", " to ", "Direction", "Conversation_Body", "Id"]);
        let columns = Columns::of(&header, &ColumnMap::default()).unwrap();
        let mapped: Vec<_> = columns.mapped().iter().map(|mapped| mapped.column).collect();
        assert_eq!(mapped, ["sentAt", "from", "to", "direction", "body", "id"]);
        assert_eq!(columns.name(4), Some("Conversation_Body"));
    }

    #[test]
    fn a_body_takes_precedence_over_a_text() {
        let header = header(&["text", "body", "direction", "from", "to", "date"]);
        let columns = Columns::of(&header, &ColumnMap::default()).unwrap();
        assert_eq!(columns.index_of(Column::Body), Some(1));
        assert_eq!(columns.unused(), ["text"]);
    }

    #[test]
    fn the_map_of_the_sender_takes_precedence_over_every_name() {
        let header = header(&["body", "Nachricht", "Richtung", "von", "an", "Zeit"]);
        let map = map(&[
            ("body", "nachricht"),
            ("Direction", "Richtung"),
            ("from", "von"),
            ("to", "an"),
            ("created_at", "Zeit"),
        ]);
        let columns = Columns::of(&header, &map).unwrap();
        assert_eq!(columns.index_of(Column::Body), Some(1));
        assert_eq!(columns.index_of(Column::CreatedAt), Some(5));
    }

    #[test]
    fn missing_columns_are_named() {
        let header = header(&["id", "from", "body"]);
        let missing = Columns::of(&header, &ColumnMap::default()).unwrap_err();
        assert_eq!((missing.columns, missing.recognized), (vec!["direction", "to", "sentAt"], 3));
        let not_in_header = Columns::of(&header, &map(&[("id", "nr")])).unwrap_err();
        assert_eq!(not_in_header.columns[0], "id");
    }
}
