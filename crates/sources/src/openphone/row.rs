//! Reads a row as a message, or finds the reason why it is not one.

use chrono::{DateTime, Utc};
use csv_async::StringRecord;
use gleaner_domain::message::content_hash;
use gleaner_domain::{Direction, Message, MessageId, RowOutcome, RowReason, Source, ThreadId};

use super::column_map::Column;
use super::columns::Columns;
use super::numbers::{MAX_RECIPIENTS, NumberCache, Numbers};
use super::times;

/// Longest accepted text, in bytes: forty times the longest text message.
const MAX_BODY_BYTES: usize = 64 << 10;

/// What reading a row needs besides the row.
pub(super) struct RowContext<'a> {
    pub skip_markers: &'a [String],
    pub now: DateTime<Utc>,
    pub numbers: NumberCache,
}

/// A message, with facts about its row.
#[derive(Debug)]
pub(super) struct ReadMessage {
    pub message: Message,
    /// Whether a number is damaged. If so, the conversation is identified by its conversation ID.
    pub has_damaged_number: bool,
    /// Whether the row states the message's id.
    pub has_id: bool,
}

/// Why a row is not a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub reason: RowReason,
    /// The index of the cell at fault.
    pub cell: Option<usize>,
}

impl Refusal {
    /// Refuses the row as a whole.
    pub fn of_row(reason: RowReason) -> Self {
        Self { reason, cell: None }
    }

    /// Returns whether the row has fewer or more cells than it needs.
    pub fn has_wrong_width(&self) -> bool {
        matches!(self.reason, RowReason::CutShort | RowReason::ShiftedColumns)
    }
}

/// The cells of a row, by column.
pub(super) struct Row<'a> {
    columns: &'a Columns,
    cells: &'a StringRecord,
}

impl<'a> Row<'a> {
    pub fn of(columns: &'a Columns, cells: &'a StringRecord) -> Self {
        Self { columns, cells }
    }

    /// Returns the cell in a column; empty if the row is cut short or the file does not have the column.
    fn get(&self, column: Column) -> &'a str {
        let cell = self.columns.index_of(column).and_then(|index| self.cells.get(index));
        trim(cell.unwrap_or_default())
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// Returns whether there are cells with text after the last column.
    fn has_more(&self) -> bool {
        self.cells.iter().skip(self.columns.count()).any(|cell| !cell.trim().is_empty())
    }

    /// Returns whether it is a complete row: with a direction in its column and no text after the last column.
    pub fn is_complete(&self, context: &mut RowContext<'_>) -> bool {
        let is_rejected =
            self.read(context, None).is_err_and(|refusal| refusal.reason.outcome() == RowOutcome::Rejected);
        !is_rejected && !self.has_more() && Direction::parse(self.get(Column::Direction)).is_some()
    }

    fn refuse<T>(&self, reason: RowReason, column: Column) -> Result<T, Refusal> {
        Err(Refusal { reason, cell: self.columns.index_of(column) })
    }

    /// Refuses the row because of a required cell. The reason is `CutShort` or `ShiftedColumns` if that explains it,
    /// otherwise `reason`.
    fn refuse_required<T>(&self, reason: RowReason, column: Column) -> Result<T, Refusal> {
        let is_cut = self.columns.index_of(column).is_some_and(|index| index >= self.cells.len());
        let reason = match reason {
            _ if is_cut => RowReason::CutShort,
            _ if self.has_more() => RowReason::ShiftedColumns,
            reason => reason,
        };
        self.refuse(reason, column)
    }

    /// Reads the message. `previous` is the message that was read last, which often has the same thread.
    pub fn read(
        &self,
        context: &mut RowContext<'_>,
        previous: Option<&Message>,
    ) -> Result<ReadMessage, Refusal> {
        self.refuse_other_types()?;
        let (body, conversation) = (self.get(Column::Body), self.get(Column::ConversationId));
        if let Some(column) = marked_column(conversation, body, context.skip_markers) {
            return self.refuse(RowReason::AutomatedMessage, column);
        }
        let direction = Direction::parse(self.get(Column::Direction));
        if body.is_empty() {
            return match direction {
                _ if self.is_blank() => Err(Refusal::of_row(RowReason::BlankRow)),
                Some(_) => self.refuse(RowReason::NoText, Column::Body),
                None => self.refuse_required(RowReason::UnknownDirection, Column::Direction),
            };
        }
        let Some(direction) = direction else {
            return self.refuse_required(RowReason::UnknownDirection, Column::Direction);
        };
        if self.columns.index_of(Column::Body) == self.columns.count().checked_sub(1) && self.has_more() {
            return self.refuse(RowReason::ShiftedColumns, Column::Body);
        }
        if body.len() > MAX_BODY_BYTES {
            return self.refuse(RowReason::TooLong, Column::Body);
        }
        let previous = previous.and_then(|message| message.thread.as_ref());
        let thread = match previous.filter(|thread| thread.as_str() == conversation) {
            Some(thread) => Some(thread.clone()),
            None => match optional(conversation, ThreadId::parse) {
                Ok(thread) => thread,
                Err(_) => return self.refuse(RowReason::BadIdentifier, Column::ConversationId),
            },
        };
        self.message(direction, body, thread, context)
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
        context: &mut RowContext<'_>,
    ) -> Result<ReadMessage, Refusal> {
        let Ok(id) = optional(self.get(Column::Id), |id| MessageId::of_source(Source::OpenPhone, id)) else {
            return self.refuse(RowReason::BadIdentifier, Column::Id);
        };
        let from = Numbers::of(self.get(Column::From), &mut context.numbers);
        let to = Numbers::of(self.get(Column::To), &mut context.numbers);
        if to.numbers.len() > MAX_RECIPIENTS {
            return self.refuse(RowReason::TooManyRecipients, Column::To);
        }
        let sent_at = self.sent_at(context.now);
        if thread.is_none() {
            self.check_groupable(direction, &from, &to, sent_at)?;
        }
        let has_damaged_number = from.is_damaged() || to.is_damaged();
        let (from, to) = (from.into_first(), to.numbers);
        let has_id = id.is_some();
        let id = id.unwrap_or_else(|| {
            let content = content_hash(thread.as_ref(), direction, from.as_ref(), &to, body, sent_at);
            MessageId::of_content(&content, 1)
        });
        let message = Message { id, thread, direction, from, to, body: body.to_owned(), sent_at };
        Ok(ReadMessage { message, has_damaged_number, has_id })
    }

    /// Checks that a message without a conversation id can be grouped by customer and time.
    fn check_groupable(
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
            return self.refuse_required(fault, column);
        }
        // If one recipient of a group message were missing, it would be grouped into the wrong conversation.
        if let Some(fault) = to.fault.filter(|_| to.listed > 1) {
            return self.refuse_required(fault, Column::To);
        }
        if customer.numbers.is_empty() {
            return self.refuse_required(RowReason::NoNumber, column);
        }
        if sent_at.is_none() {
            let time = [Column::SentAt, Column::CreatedAt, Column::CreatedAtPacific];
            let column = time.into_iter().find(|column| self.columns.index_of(*column).is_some());
            return self.refuse_required(RowReason::NoTime, column.unwrap_or(Column::SentAt));
        }
        Ok(())
    }

    /// Returns the first plausible time: `sentAt` is blank on most rows of a real export, and some values are five
    /// years in the future.
    fn sent_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let plausible = |time: &DateTime<Utc>| times::is_plausible(*time, now);
        let read = |column| times::parse(self.get(column)).filter(plausible);
        let pacific = || times::parse_pacific(self.get(Column::CreatedAtPacific)).filter(plausible);
        read(Column::SentAt).or_else(|| read(Column::CreatedAt)).or_else(pacific)
    }
}

/// Returns the column that contains a marker of automated messages.
fn marked_column(conversation: &str, body: &str, markers: &[String]) -> Option<Column> {
    if markers.iter().any(|marker| conversation.starts_with(marker.as_str())) {
        Some(Column::ConversationId)
    } else if markers.iter().any(|marker| body.contains(marker.as_str())) {
        Some(Column::Body)
    } else {
        None
    }
}

/// Removes white space, and the byte order mark of a file that was pasted after another.
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
