//! The outcome of every row of a file, with a reason if the row is not imported.

use std::collections::BTreeMap;

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// Most rows that a report lists. Further rows are only counted.
pub const MAX_DETAILED_ROWS: usize = 1_000;

/// The outcome of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RowOutcome {
    /// A message of this import.
    Imported,
    /// A message that repeats an earlier message in the file, or was imported before.
    Duplicate,
    /// A message that an automation sent.
    Automated,
    /// A row without text.
    Empty,
    /// A call, a voicemail or a repeated header.
    NotAMessage,
    /// A row that should be a message but cannot be read as one.
    Rejected,
}

impl RowOutcome {
    /// Returns the name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Returns the documentation of the value, as a human-readable sentence.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

/// Why a row is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RowReason {
    /// The same message occurs earlier in this file.
    RepeatedInFile,
    /// This message was imported before.
    ImportedBefore,
    /// The message has a marker of automated messages.
    AutomatedMessage,
    /// The message has no text, for example because it is a picture.
    NoText,
    /// The row is blank.
    BlankRow,
    /// The row is a call, a voicemail or something else that is not a message.
    OtherType,
    /// The row repeats the header.
    RepeatedHeader,
    /// The direction is neither incoming nor outgoing.
    UnknownDirection,
    /// The row has neither a plausible time nor a conversation id.
    NoTime,
    /// The row has neither a customer's number nor a conversation id.
    NoNumber,
    /// A spreadsheet has damaged the telephone number (it turns +19025550142 into 1.90E+10), and the row has no conversation id. Please export again and upload the file without opening it.
    DamagedNumber,
    /// The telephone number is not valid, and the row has no conversation id.
    InvalidNumber,
    /// The id is too long or contains control characters.
    BadIdentifier,
    /// The row has more recipients than a group message can have.
    TooManyRecipients,
    /// The text is longer than any text message.
    TooLong,
    /// The line is longer than any row of an export.
    LineTooLong,
    /// The row ends before a required column.
    CutShort,
    /// The row has more cells than the header. A text may contain the delimiter without being quoted.
    ShiftedColumns,
    /// A quotation mark opens here and is never closed. Reading continued at the next line that is a row, if there is one.
    UnclosedQuote,
}

impl RowReason {
    /// Returns the name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Returns the documentation of the value, as a human-readable sentence.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }

    /// Returns the outcome of a row with this reason.
    pub fn outcome(self) -> RowOutcome {
        match self {
            Self::RepeatedInFile | Self::ImportedBefore => RowOutcome::Duplicate,
            Self::AutomatedMessage => RowOutcome::Automated,
            Self::NoText | Self::BlankRow => RowOutcome::Empty,
            Self::OtherType | Self::RepeatedHeader => RowOutcome::NotAMessage,
            Self::UnknownDirection
            | Self::NoTime
            | Self::NoNumber
            | Self::DamagedNumber
            | Self::InvalidNumber
            | Self::BadIdentifier
            | Self::TooManyRecipients
            | Self::TooLong
            | Self::LineTooLong
            | Self::CutShort
            | Self::ShiftedColumns
            | Self::UnclosedQuote => RowOutcome::Rejected,
        }
    }
}

/// How many rows have each outcome. The counts add up to the number of rows after the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows that are messages of the import.
    pub imported: u64,
    /// Rows that are not imported, by reason.
    pub reasons: BTreeMap<RowReason, u64>,
}

impl RowCounts {
    /// Returns the number of rows after the header.
    pub fn total(&self) -> u64 {
        self.imported + self.reasons.values().sum::<u64>()
    }

    /// Returns the number of rows with one outcome.
    pub fn of(&self, outcome: RowOutcome) -> u64 {
        if outcome == RowOutcome::Imported {
            return self.imported;
        }
        self.reasons.iter().filter(|(reason, _)| reason.outcome() == outcome).map(|(_, count)| count).sum()
    }
}

/// A row that is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedRow {
    /// The line where the row begins, counted from one.
    pub line: u64,
    /// Why the row is not imported.
    pub reason: RowReason,
    /// The column at fault, by its name in the file's header.
    pub column: Option<String>,
}

/// The outcomes of the rows of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowReport {
    /// The number of rows by outcome and reason.
    pub counts: RowCounts,
    rejected: Vec<ReportedRow>,
    others: Vec<ReportedRow>,
}

impl RowReport {
    /// Adds a row that is a message.
    pub fn add_imported(&mut self) {
        self.counts.imported += 1;
    }

    /// Adds a row that is not a message, or not one of this import.
    pub fn add(&mut self, row: ReportedRow) {
        *self.counts.reasons.entry(row.reason).or_default() += 1;
        let rows = match row.reason.outcome() {
            RowOutcome::Rejected => &mut self.rejected,
            _ => &mut self.others,
        };
        if rows.len() < MAX_DETAILED_ROWS {
            rows.push(row);
        }
    }

    /// Changes a row that was added as a message of this import: it turned out to be a known one.
    pub fn reclassify(&mut self, line: u64, reason: RowReason) {
        self.counts.imported -= 1;
        self.add(ReportedRow { line, reason, column: None });
    }

    /// Returns the first rejected rows in file order, at most [`MAX_DETAILED_ROWS`].
    pub fn rejected(&self) -> &[ReportedRow] {
        &self.rejected
    }

    /// Returns the listed rows in file order: at most [`MAX_DETAILED_ROWS`]. Rows with another outcome are listed
    /// only if the rejected ones leave room.
    pub fn detailed(&self) -> Vec<ReportedRow> {
        let mut others: Vec<_> = self.others.iter().collect();
        others.sort_by_key(|row| row.line);
        let rows = self.rejected.iter().chain(others).take(MAX_DETAILED_ROWS);
        let mut rows: Vec<_> = rows.cloned().collect();
        rows.sort_by_key(|row| row.line);
        rows
    }

    /// Returns whether more than half of the rows are rejected, which means that it is the wrong file.
    pub fn is_mostly_rejected(&self) -> bool {
        2 * self.counts.of(RowOutcome::Rejected) > self.counts.total()
    }
}

#[cfg(test)]
mod tests;
