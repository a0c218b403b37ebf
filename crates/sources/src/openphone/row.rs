//! One row to one message, or the reason why it is none.

use chrono::{DateTime, Utc};
use csv_async::ByteRecord;
use gleaner_domain::message::content_hash;
use gleaner_domain::{Direction, Message, MessageId, PhoneNumber, ThreadId};

use super::ReadOptions;
use super::columns::Columns;
use crate::error::ReadError;
use crate::tally::RejectReason;
use crate::time;

/// Most recipients of a row: a group of OpenPhone's has ten.
const MAX_RECIPIENTS: usize = 50;
/// Most bytes of a text: forty times what a text message may hold.
const MAX_BODY_BYTES: usize = 64 << 10;

/// What became of a row.
pub(super) enum RowOutcome {
    Message(Box<Message>),
    Empty,
    Automated,
    NotAMessage,
    Rejected(RejectReason),
}

impl From<RejectReason> for RowOutcome {
    fn from(reason: RejectReason) -> Self {
        Self::Rejected(reason)
    }
}

/// The cells of a row as text.
struct Cells<'a> {
    record: &'a ByteRecord,
    line: u64,
}

impl<'a> Cells<'a> {
    /// The cell in a column; empty where the row is cut short or the column does not exist.
    fn get(&self, column: impl Into<Option<usize>>) -> Result<&'a str, ReadError> {
        let cell = column.into().and_then(|column| self.record.get(column)).unwrap_or_default();
        match std::str::from_utf8(cell) {
            // A NUL byte is in no text, and databases refuse to keep one.
            Ok(text) if !text.contains('\0') => Ok(text.trim()),
            _ => Err(ReadError::NotText { line: self.line }),
        }
    }
}

/// Reads the row that begins at `line`.
pub(super) fn read(
    columns: &Columns,
    record: &ByteRecord,
    line: u64,
    options: &ReadOptions,
) -> Result<RowOutcome, ReadError> {
    let cells = Cells { record, line };
    if !matches!(
        cells.get(columns.kind)?.to_ascii_lowercase().as_str(),
        "" | "message" | "sms" | "mms" | "text"
    ) {
        return Ok(RowOutcome::NotAMessage);
    }
    let (body, conversation) = (cells.get(columns.body)?, cells.get(columns.conversation_id)?);
    if options.skip_markers.iter().any(|marker| conversation.starts_with(marker) || body.contains(marker)) {
        return Ok(RowOutcome::Automated);
    }
    if body.is_empty() {
        return Ok(RowOutcome::Empty);
    }
    if body.len() > MAX_BODY_BYTES {
        return Ok(RejectReason::TooLong.into());
    }
    let Some(direction) = Direction::parse(cells.get(columns.direction)?) else {
        return Ok(RejectReason::UnknownDirection.into());
    };
    let (Ok(thread), Ok(id)) =
        (optional(conversation, ThreadId::parse), optional(cells.get(columns.id)?, MessageId::parse))
    else {
        return Ok(RejectReason::BadIdentifier.into());
    };
    let (from, to) = (number(cells.get(columns.from)?), recipients(cells.get(columns.to)?));
    if to.len() > MAX_RECIPIENTS {
        return Ok(RejectReason::TooManyRecipients.into());
    }
    let sent_at = sent_at(&cells, columns, options.now)?;
    if thread.is_none() && sent_at.is_none() {
        return Ok(RejectReason::NoTime.into());
    }
    let customer_known = match direction {
        Direction::Incoming => from.is_some(),
        Direction::Outgoing => !to.is_empty(),
    };
    if thread.is_none() && !customer_known {
        return Ok(RejectReason::NoCustomer.into());
    }
    let id = id.unwrap_or_else(|| {
        MessageId::of_content(&content_hash(direction, from.as_ref(), &to, body, sent_at))
    });
    let body = body.to_owned();
    Ok(RowOutcome::Message(Box::new(Message { id, thread, direction, from, to, body, sent_at })))
}

fn optional<T, E>(text: &str, parse: impl Fn(&str) -> Result<T, E>) -> Result<Option<T>, E> {
    if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
}

fn number(text: &str) -> Option<PhoneNumber> {
    PhoneNumber::parse(text).ok()
}

/// Group messages name their recipients with commas between them.
fn recipients(text: &str) -> Vec<PhoneNumber> {
    text.split([',', ';']).filter_map(number).take(MAX_RECIPIENTS + 1).collect()
}

/// The first of `sentAt`, `createdAt` that is there and plausible: `sentAt` is blank on most rows
/// of a real export, and has been seen five years ahead.
fn sent_at(
    cells: &Cells<'_>,
    columns: &Columns,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, ReadError> {
    for column in [columns.sent_at, columns.created_at] {
        let time = time::parse(cells.get(column)?);
        if let Some(time) = time.filter(|time| time::is_plausible(*time, now)) {
            return Ok(Some(time));
        }
    }
    Ok(None)
}
