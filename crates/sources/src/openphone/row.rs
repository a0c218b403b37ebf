//! One row to one message, or the reason why it is none.

use chrono::{DateTime, Utc};
use csv_async::StringRecord;
use gleaner_domain::message::content_hash;
use gleaner_domain::{
    Direction, Message, MessageId, PhoneNumber, Recipients, RowOutcome, RowReason, ThreadId,
};

use super::ReadOptions;
use super::columns::{Column, Columns};
use crate::time;

/// Most recipients of a row: a group of OpenPhone's has ten.
const MAX_RECIPIENTS: usize = 50;
/// Most bytes of a text: forty times what a text message may hold.
const MAX_BODY_BYTES: usize = 64 << 10;

/// A message, and what is amiss with its row all the same.
#[derive(Debug)]
pub(super) struct ReadMessage {
    pub message: Message,
    /// A number is damaged; the conversation is known by its id.
    pub has_damaged_number: bool,
    /// It has an id of its own.
    pub has_id: bool,
}

/// Why a row is no message, and where in it that is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub reason: RowReason,
    /// The cell, counted from zero.
    pub place: Option<usize>,
}

impl Refusal {
    /// For what the row is as a whole.
    pub fn of_row(reason: RowReason) -> Self {
        Self { reason, place: None }
    }

    /// The row has fewer or more cells than it needs.
    pub fn is_of_width(&self) -> bool {
        matches!(self.reason, RowReason::CutShort | RowReason::ShiftedColumns)
    }
}

/// The numbers in a cell.
#[derive(Default)]
struct Numbers {
    numbers: Recipients,
    /// How many the cell lists, whether they are numbers or not.
    listed: usize,
    /// What is wrong with one that is none.
    fault: Option<RowReason>,
}

impl Numbers {
    fn is_damaged(&self) -> bool {
        self.fault == Some(RowReason::DamagedNumber)
    }
}

/// A row, cell by cell.
pub(super) struct Row<'a> {
    columns: &'a Columns,
    cells: &'a StringRecord,
}

impl<'a> Row<'a> {
    pub fn of(columns: &'a Columns, cells: &'a StringRecord) -> Self {
        Self { columns, cells }
    }

    /// The cell in a column; empty where the row is cut short or the column does not exist.
    fn get(&self, column: Column) -> &'a str {
        let cell = self.columns.place(column).and_then(|place| self.cells.get(place));
        trim(cell.unwrap_or_default())
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// Cells that say something stand behind the last column.
    fn has_more(&self) -> bool {
        self.cells.iter().skip(self.columns.count()).any(|cell| !cell.trim().is_empty())
    }

    /// Is it a row by itself, with a direction in the right place and nothing behind its end?
    pub fn looks_whole(&self, options: &ReadOptions) -> bool {
        let is_rejected =
            self.read(options, None).is_err_and(|refusal| refusal.reason.outcome() == RowOutcome::Rejected);
        !is_rejected && !self.has_more() && Direction::parse(self.get(Column::Direction)).is_some()
    }

    fn refuse<T>(&self, reason: RowReason, column: Column) -> Result<T, Refusal> {
        Err(Refusal { reason, place: self.columns.place(column) })
    }

    /// Why a cell that is needed is not what it should be: it may not be there at all.
    fn fault<T>(&self, reason: RowReason, column: Column) -> Result<T, Refusal> {
        let is_cut = self.columns.place(column).is_some_and(|place| place >= self.cells.len());
        let reason = match reason {
            _ if is_cut => RowReason::CutShort,
            _ if self.has_more() => RowReason::ShiftedColumns,
            reason => reason,
        };
        self.refuse(reason, column)
    }

    /// Reads the message. `before` is the message read before it, which is often of the same thread.
    pub fn read(&self, options: &ReadOptions, before: Option<&Message>) -> Result<ReadMessage, Refusal> {
        self.refuse_other_types()?;
        let (body, conversation) = (self.get(Column::Body), self.get(Column::ConversationId));
        let bears =
            |marker: &String| conversation.starts_with(marker.as_str()) || body.contains(marker.as_str());
        if options.skip_markers.iter().any(bears) {
            return self.refuse(RowReason::AutomatedMessage, Column::ConversationId);
        }
        let direction = Direction::parse(self.get(Column::Direction));
        if body.is_empty() {
            return match direction {
                _ if self.is_blank() => Err(Refusal::of_row(RowReason::BlankRow)),
                Some(_) => self.refuse(RowReason::NoText, Column::Body),
                None => self.fault(RowReason::UnknownDirection, Column::Direction),
            };
        }
        let Some(direction) = direction else {
            return self.fault(RowReason::UnknownDirection, Column::Direction);
        };
        if self.columns.place(Column::Body) == self.columns.count().checked_sub(1) && self.has_more() {
            return self.refuse(RowReason::ShiftedColumns, Column::Body);
        }
        if body.len() > MAX_BODY_BYTES {
            return self.refuse(RowReason::TooLong, Column::Body);
        }
        let before = before.and_then(|message| message.thread.as_ref());
        let thread = match before.filter(|thread| thread.as_str() == conversation) {
            Some(thread) => Some(thread.clone()),
            None => match optional(conversation, ThreadId::parse) {
                Ok(thread) => thread,
                Err(_) => return self.refuse(RowReason::BadIdentifier, Column::ConversationId),
            },
        };
        self.message(direction, body, thread, options.now)
    }

    fn refuse_other_types(&self) -> Result<(), Refusal> {
        let kind = self.get(Column::Type);
        let is_message =
            ["", "message", "sms", "mms", "text"].iter().any(|name| kind.eq_ignore_ascii_case(name));
        if is_message { Ok(()) } else { self.refuse(RowReason::OtherType, Column::Type) }
    }

    fn message(
        &self,
        direction: Direction,
        body: &str,
        thread: Option<ThreadId>,
        now: DateTime<Utc>,
    ) -> Result<ReadMessage, Refusal> {
        let Ok(id) = optional(self.get(Column::Id), MessageId::parse) else {
            return self.refuse(RowReason::BadIdentifier, Column::Id);
        };
        let (from, to) = (self.numbers(Column::From), self.numbers(Column::To));
        if to.numbers.len() > MAX_RECIPIENTS {
            return self.refuse(RowReason::TooManyRecipients, Column::To);
        }
        let sent_at = self.sent_at(now);
        if thread.is_none() {
            self.refuse_unplaceable(direction, &from, &to, sent_at)?;
        }
        let has_damaged_number = from.is_damaged() || to.is_damaged();
        let (from, to) = (from.numbers.into_iter().next(), to.numbers);
        let has_id = id.is_some();
        let id = id.unwrap_or_else(|| {
            MessageId::of_content(&content_hash(
                thread.as_ref(),
                direction,
                from.as_ref(),
                &to,
                body,
                sent_at,
            ))
        });
        let message = Message { id, thread, direction, from, to, body: body.to_owned(), sent_at };
        Ok(ReadMessage { message, has_damaged_number, has_id })
    }

    /// Without a conversation id a message is placed by its customer and its time.
    fn refuse_unplaceable(
        &self,
        direction: Direction,
        from: &Numbers,
        to: &Numbers,
        sent_at: Option<DateTime<Utc>>,
    ) -> Result<(), Refusal> {
        let (column, customer) = match direction {
            Direction::Incoming => (Column::From, from),
            Direction::Outgoing => (Column::To, to),
        };
        if let Some(fault) = customer.fault {
            return self.fault(fault, column);
        }
        // Of a group, one customer without the others is another conversation.
        if let Some(fault) = to.fault.filter(|_| to.listed > 1) {
            return self.fault(fault, Column::To);
        }
        if customer.numbers.is_empty() {
            return self.fault(RowReason::NoNumber, column);
        }
        if sent_at.is_none() {
            let time = [Column::SentAt, Column::CreatedAt, Column::CreatedAtPacific];
            let column = time.into_iter().find(|column| self.columns.place(*column).is_some());
            return self.fault(RowReason::NoTime, column.unwrap_or(Column::SentAt));
        }
        Ok(())
    }

    /// Group messages name their recipients with commas between them.
    fn numbers(&self, column: Column) -> Numbers {
        let cell = self.get(column);
        if let Ok(only) = PhoneNumber::parse(cell) {
            return Numbers { numbers: [only].into_iter().collect(), listed: 1, fault: None };
        }
        let mut found = Numbers::default();
        let listed = cell.split([',', ';']).map(str::trim).filter(|number| !number.is_empty());
        for number in listed.take(MAX_RECIPIENTS + 1) {
            found.listed += 1;
            match PhoneNumber::parse(number) {
                Ok(number) => found.numbers.push(number),
                Err(_) if is_rounded(number) => found.fault = Some(RowReason::DamagedNumber),
                Err(_) => found.fault = found.fault.or(Some(RowReason::InvalidNumber)),
            }
        }
        found
    }

    /// The first time that is there and plausible: `sentAt` is blank on most rows of a real export,
    /// and has been seen five years ahead.
    fn sent_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let plausible = |time: &DateTime<Utc>| time::is_plausible(*time, now);
        let read = |column| time::parse(self.get(column)).filter(plausible);
        let pacific = || time::parse_pacific(self.get(Column::CreatedAtPacific)).filter(plausible);
        read(Column::SentAt).or_else(|| read(Column::CreatedAt)).or_else(pacific)
    }
}

/// Is it what a spreadsheet leaves of a number: `1.90223E+10`, `19022300000.0`, or `####` where a
/// column was narrow? Of `1,90223E+10` it is the second half: half of the world writes its decimals so.
fn is_rounded(text: &str) -> bool {
    let is_float =
        |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite) && text.contains(['.', 'e', 'E']);
    text.contains('#') || is_float(text)
}

/// Without spaces, and without the mark that stands before a file pasted behind another.
fn trim(cell: &str) -> &str {
    let is_graphic = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    if is_graphic(cell.as_bytes().first()) && is_graphic(cell.as_bytes().last()) {
        return cell;
    }
    cell.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}')
}

fn optional<T, E>(text: &str, parse: impl Fn(&str) -> Result<T, E>) -> Result<Option<T>, E> {
    if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
}
