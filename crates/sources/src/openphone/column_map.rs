//! The columns of OpenPhone's messages file, and their names.

use std::collections::BTreeMap;

use thiserror::Error;

/// A column of OpenPhone's messages file.
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
    /// When the record was made.
    CreatedAt,
    /// The same in Pacific time, in older exports.
    CreatedAtPacific,
    /// Message, call or voicemail, in older exports.
    Type,
}

impl Column {
    /// Every known column.
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

    /// Returns OpenPhone's name of the column.
    pub fn name(self) -> &'static str {
        self.names()[0]
    }

    /// Returns OpenPhone's name, and then other names that exports use.
    pub(super) fn names(self) -> &'static [&'static str] {
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

/// Which column has which name in a file, as stated by the person who uploads the file. It takes precedence over the known
/// names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(BTreeMap<Column, String>);

/// The map has a name that is not a column's, a column twice or an empty name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("columnMap takes the columns {}, each at most once, with a name in the file", Column::ALL.map(Column::name).join(", "))]
pub struct ColumnMapError;

impl ColumnMap {
    /// Makes a map from OpenPhone's name of each column to its name in the file. Case, spaces, `_`, `-` and
    /// quotation marks are ignored.
    ///
    /// # Errors
    ///
    /// Fails if a name is not a column's, a column occurs twice, or a name in the file is empty.
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

    /// Returns the columns whose names the sender states, with their folded names, in the order of the columns.
    pub fn stated(&self) -> impl Iterator<Item = (Column, &str)> {
        self.0.iter().map(|(column, name)| (*column, name.as_str()))
    }

    /// Returns the folded name that the sender states for a column.
    pub(super) fn get(&self, column: Column) -> Option<&str> {
        self.0.get(&column).map(String::as_str)
    }

    /// Returns whether the sender states this folded name for some column.
    pub(super) fn has_name(&self, folded: &str) -> bool {
        self.0.values().any(|name| name == folded)
    }
}

/// Removes what varies after a person has opened the file: case, spaces, `_` and `-`. Quotation marks remain in
/// a name if a byte order mark precedes them, as in a file pasted after another.
pub(super) fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '"' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_names_each_column_at_most_once_and_never_as_nothing() {
        let map = |names: &[(&str, &str)]| {
            ColumnMap::new(names.iter().map(|(name, header)| ((*name).into(), (*header).into())).collect())
        };
        assert_eq!(map(&[("created_at", "Zeit")]).unwrap().get(Column::CreatedAt), Some("zeit"));
        assert_eq!(map(&[("colour", "body")]), Err(ColumnMapError));
        assert_eq!(map(&[("body", " ")]), Err(ColumnMapError));
        assert_eq!(map(&[("body", "x"), ("Body", "y")]), Err(ColumnMapError));
    }
}
