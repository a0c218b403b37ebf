//! Which column is which, whatever a spreadsheet has done to the names.

use csv_async::ByteRecord;

use crate::error::ReadError;

/// Most columns of a file that can be an export.
const MAX_COLUMNS: usize = 200;
/// Most column names repeated in an error, and most characters of each: the first line of a wrong
/// file may be anything.
const SHOWN_COLUMNS: usize = 30;
const SHOWN_CHARS: usize = 40;

/// The position of each column in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub body: usize,
    pub direction: usize,
    pub from: usize,
    pub to: usize,
    pub id: Option<usize>,
    pub conversation_id: Option<usize>,
    pub sent_at: Option<usize>,
    pub created_at: Option<usize>,
    pub kind: Option<usize>,
}

impl Columns {
    /// Finds the columns in a header row that begins at `line`.
    pub fn of(header: &ByteRecord, line: u64) -> Result<Self, ReadError> {
        if header.len() > MAX_COLUMNS {
            return Err(ReadError::TooManyColumns { max: MAX_COLUMNS, line });
        }
        let names = header
            .iter()
            .map(|cell| std::str::from_utf8(cell).ok().filter(|name| !name.contains('\0')))
            .collect::<Option<Vec<_>>>()
            .ok_or(ReadError::NotText { line })?;
        let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
        let find = |aliases: &[&str]| folded.iter().position(|name| aliases.contains(&name.as_str()));

        let mut missing = Vec::new();
        let mut required = |name: &'static str, position: Option<usize>| {
            position.unwrap_or_else(|| {
                missing.push(name);
                usize::MAX
            })
        };
        let columns = Self {
            body: required("body", find(&["body", "conversationbody"])),
            direction: required("direction", find(&["direction"])),
            from: required("from", find(&["from"])),
            to: required("to", find(&["to"])),
            id: find(&["id"]),
            conversation_id: find(&["conversationid"]),
            sent_at: find(&["sentat"]),
            created_at: find(&["createdat"]),
            kind: find(&["type"]),
        };
        required("sentAt", columns.sent_at.or(columns.created_at));
        if missing.is_empty() {
            return Ok(columns);
        }
        Err(ReadError::MissingColumns { missing, found: shown(&names), line })
    }
}

/// Case, spaces, `_` and `-` vary once a person has opened the file.
fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn shown(names: &[&str]) -> Vec<String> {
    names.iter().take(SHOWN_COLUMNS).map(|name| name.trim().chars().take(SHOWN_CHARS).collect()).collect()
}
