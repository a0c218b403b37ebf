//! Which column is which, whatever a spreadsheet or a person has done to the names.

use std::collections::BTreeMap;

use csv_async::StringRecord;
use thiserror::Error;

/// Most column names repeated in an error, and most characters of each: the first line of a wrong
/// file may be anything.
const SHOWN_COLUMNS: usize = 30;
const SHOWN_CHARS: usize = 40;

/// What a column of an export holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The message's id.
    Id,
    /// The conversation's id.
    ConversationId,
    /// The text.
    Body,
    /// Who wrote it: `incoming` or `outgoing`.
    Direction,
    /// The sender's number.
    From,
    /// The recipients' numbers.
    To,
    /// When it was sent; blank on most rows.
    SentAt,
    /// When it was made.
    CreatedAt,
    /// The same in Pacific time, in older exports.
    CreatedAtPacific,
    /// Message, call or voicemail, in older exports.
    Type,
}

impl Column {
    /// Every column that is known.
    pub const ALL: [Self; 10] = [
        Self::Id,
        Self::ConversationId,
        Self::Body,
        Self::Direction,
        Self::From,
        Self::To,
        Self::SentAt,
        Self::CreatedAt,
        Self::CreatedAtPacific,
        Self::Type,
    ];

    /// The exporter's name.
    pub fn name(self) -> &'static str {
        self.names()[0]
    }

    /// The exporter's name, and others it is met under.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["id", "messageId"],
            Self::ConversationId => &["conversationId", "threadId"],
            Self::Body => &["body", "conversationBody", "messageBody", "text", "message", "content"],
            Self::Direction => &["direction"],
            Self::From => &["from", "fromNumber", "sender"],
            Self::To => &["to", "toNumber", "recipient", "recipients"],
            Self::SentAt => &["sentAt", "sent", "dateSent", "timeSent"],
            Self::CreatedAt => &["createdAt", "created", "date", "time", "dateTime", "timestamp"],
            Self::CreatedAtPacific => &["createdAtPT"],
            Self::Type => &["type", "kind"],
        }
    }

    fn is_called(self, folded: &str) -> bool {
        self.names().iter().any(|name| fold(name) == folded)
    }
}

/// Which header is which column, as the sender of a file says; it goes before any name known here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(BTreeMap<Column, String>);

/// A map that names what is no column.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("columnMap takes the columns {}, each at most once, with a name in the file", Column::ALL.map(Column::name).join(", "))]
pub struct ColumnMapError;

impl ColumnMap {
    /// From the exporter's name of each column to its name in the file.
    pub fn new(names: BTreeMap<String, String>) -> Result<Self, ColumnMapError> {
        let mut map = BTreeMap::new();
        for (name, header) in names {
            let known = Column::ALL.into_iter().find(|column| column.is_called(&fold(&name)));
            let (column, header) = (known.ok_or(ColumnMapError)?, fold(&header));
            if header.is_empty() || map.contains_key(&column) {
                return Err(ColumnMapError);
            }
            map.insert(column, header);
        }
        Ok(Self(map))
    }
}

/// A column that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedColumn {
    /// What it holds.
    pub column: Column,
    /// What the file calls it.
    pub header: String,
    /// Its place in a row, counted from one.
    pub position: usize,
}

/// Where each column stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    places: [Option<usize>; Column::ALL.len()],
    names: Vec<String>,
}

/// A header that lacks columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub columns: Vec<&'static str>,
    /// How many columns are known for what they are.
    pub recognised: usize,
}

impl Columns {
    /// Finds the columns in a header row.
    pub fn of(header: &StringRecord, map: &ColumnMap) -> Result<Self, Missing> {
        let folded: Vec<_> = header.iter().map(fold).collect();
        let find = |column: Column| match map.0.get(&column) {
            Some(mapped) => folded.iter().position(|name| name == mapped),
            // In the order of the aliases: a `body` goes before a `text`.
            None => column.names().iter().find_map(|alias| {
                let alias = fold(alias);
                folded.iter().position(|name| *name == alias && !map.0.values().any(|taken| taken == name))
            }),
        };
        let places = Column::ALL.map(find);
        let columns = Self { places, names: header.iter().map(shown).collect() };
        let missing = columns.missing(map);
        if missing.is_empty() {
            return Ok(columns);
        }
        Err(Missing { columns: missing, recognised: places.iter().flatten().count() })
    }

    /// The columns that no message can do without, and those that the sender has named in vain.
    fn missing(&self, map: &ColumnMap) -> Vec<&'static str> {
        let times = [Column::SentAt, Column::CreatedAt, Column::CreatedAtPacific];
        let has_time = times.into_iter().any(|column| self.place(column).is_some());
        let is_needed = |column: &Column| match column {
            Column::Body | Column::Direction | Column::From | Column::To => true,
            Column::SentAt => !has_time,
            _ => false,
        };
        let lacks = |column: &Column| {
            self.place(*column).is_none() && (is_needed(column) || map.0.contains_key(column))
        };
        Column::ALL.iter().filter(|column| lacks(column)).map(|column| column.name()).collect()
    }

    /// Its place in a row, counted from zero.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    /// What the file calls the column at `place`.
    pub fn name(&self, place: usize) -> Option<&str> {
        self.names.get(place).map(String::as_str)
    }

    /// May these cells be a header too? A quick no for nearly every row.
    pub fn heads(&self, cells: &StringRecord) -> bool {
        let direction = self.place(Column::Direction).and_then(|place| self.name(place)).unwrap_or_default();
        // A name may have grown by spaces and marks, but not by much.
        let may_be_it = |cell: &&str| cell.len() <= 2 * direction.len() + 8;
        let direction = fold(direction);
        cells.iter().filter(may_be_it).any(|cell| fold(cell) == direction)
    }

    /// How many columns the header has.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The columns that were found, in the order of the file.
    pub fn mapped(&self) -> Vec<MappedColumn> {
        let mut mapped: Vec<_> = Column::ALL
            .into_iter()
            .filter_map(|column| {
                let place = self.place(column)?;
                let header = self.names.get(place)?.clone();
                Some(MappedColumn { column, header, position: place + 1 })
            })
            .collect();
        mapped.sort_by_key(|mapped| mapped.position);
        mapped
    }

    /// The names that are not used.
    pub fn unused(&self) -> Vec<String> {
        let is_used = |place: &usize| self.places.contains(&Some(*place));
        let unused =
            self.names.iter().enumerate().filter(|(place, name)| !is_used(place) && !name.is_empty());
        unused.take(SHOWN_COLUMNS).map(|(_, name)| name.clone()).collect()
    }
}

/// The names of a header, for an error.
pub(super) fn shown_names(header: &StringRecord) -> Vec<String> {
    header.iter().take(SHOWN_COLUMNS).map(shown).collect()
}

fn shown(name: &str) -> String {
    name.trim().chars().take(SHOWN_CHARS).collect()
}

/// Case, spaces, `_` and `-` vary once a person has opened the file. Quotation marks are left where
/// the mark of a file pasted behind another stands before them.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '"' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> StringRecord {
        names.to_vec().into()
    }

    fn map(names: &[(&str, &str)]) -> Result<ColumnMap, ColumnMapError> {
        ColumnMap::new(names.iter().map(|(name, header)| ((*name).into(), (*header).into())).collect())
    }

    #[test]
    fn names_are_folded_and_aliases_known() {
        let header = header(&["Sent At", "FROM", " to ", "Direction", "Conversation_Body", "Id"]);
        let columns = Columns::of(&header, &ColumnMap::default()).unwrap();
        let places: Vec<_> = columns.mapped().iter().map(|mapped| mapped.column).collect();
        use Column::*;
        assert_eq!(places, [SentAt, From, To, Direction, Body, Id]);
        assert_eq!(columns.name(4), Some("Conversation_Body"));
    }

    #[test]
    fn a_body_goes_before_a_text() {
        let header = header(&["text", "body", "direction", "from", "to", "date"]);
        let columns = Columns::of(&header, &ColumnMap::default()).unwrap();
        assert_eq!(columns.place(Column::Body), Some(1));
        assert_eq!(columns.unused(), ["text"]);
    }

    #[test]
    fn the_senders_map_goes_before_every_name() {
        let header = header(&["body", "Nachricht", "Richtung", "von", "an", "Zeit"]);
        let map = map(&[
            ("body", "nachricht"),
            ("Direction", "Richtung"),
            ("from", "von"),
            ("to", "an"),
            ("created_at", "Zeit"),
        ]);
        let columns = Columns::of(&header, &map.unwrap()).unwrap();
        assert_eq!(columns.place(Column::Body), Some(1));
        assert_eq!(columns.place(Column::CreatedAt), Some(5));
    }

    #[test]
    fn what_is_missing_is_named() {
        let header = header(&["id", "from", "body"]);
        let missing = Columns::of(&header, &ColumnMap::default()).unwrap_err();
        assert_eq!((missing.columns, missing.recognised), (vec!["direction", "to", "sentAt"], 3));
        let in_vain = Columns::of(&header, &map(&[("id", "nr")]).unwrap()).unwrap_err();
        assert_eq!(in_vain.columns[0], "id");
        assert_eq!(map(&[("colour", "body")]), Err(ColumnMapError));
        assert_eq!(map(&[("body", " ")]), Err(ColumnMapError));
        assert_eq!(map(&[("body", "x"), ("Body", "y")]), Err(ColumnMapError));
    }
}
