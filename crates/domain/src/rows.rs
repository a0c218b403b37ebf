//! What becomes of every row of a file: one outcome each, with a reason where it is no message.

use std::collections::BTreeMap;

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// Most rows of a report that are kept in detail; the others are counted.
pub const MAX_DETAILED_ROWS: usize = 1_000;

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RowOutcome {
    /// A message of this import.
    Imported,
    /// A message that is known already.
    Duplicate,
    /// A message of an automation.
    Automated,
    /// A row without a text.
    Empty,
    /// A call, a voicemail or a heading.
    NotAMessage,
    /// A row that should be a message and cannot be read as one.
    Rejected,
}

impl RowOutcome {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the value, for people.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, as strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

/// Why a row is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RowReason {
    /// The same message stands in this file before.
    RepeatedInFile,
    /// This message was imported before.
    ImportedBefore,
    /// The message bears a mark of automated ones.
    AutomatedMessage,
    /// The message has no text, as pictures do.
    NoText,
    /// The row is blank.
    BlankRow,
    /// The row is a call, a voicemail or something else than a message.
    OtherType,
    /// The row repeats the header.
    RepeatedHeader,
    /// The direction is neither incoming nor outgoing.
    UnknownDirection,
    /// There is neither a plausible time nor a conversation id to place the message by.
    NoTime,
    /// There is neither a customer's number nor a conversation id to group the message by.
    NoNumber,
    /// A spreadsheet has damaged the telephone number (it turns +19025550142 into 1.90E+10), and there is no conversation id. Please export again and upload the file without opening it.
    DamagedNumber,
    /// The telephone number is none, and there is no conversation id to group the message by.
    InvalidNumber,
    /// The id is too long or holds characters that cannot be printed.
    BadIdentifier,
    /// There are more recipients than a group message can have.
    TooManyRecipients,
    /// The text is longer than any message.
    TooLong,
    /// The line is longer than any row of an export.
    LineTooLong,
    /// The row ends before a column that it needs.
    CutShort,
    /// The row has more cells than the header. Perhaps a text holds the delimiter and is not in quotes.
    ShiftedColumns,
    /// A quote that opens here is never closed. Reading went on at the next line that is a row, if there is one.
    UnclosedQuote,
}

impl RowReason {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the value, for people.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, as strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

impl RowReason {
    /// The outcome that it belongs to.
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

/// How many rows ended in which way. They add up to all rows below the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows that are messages of the import.
    pub imported: u64,
    /// The others, by reason.
    pub reasons: BTreeMap<RowReason, u64>,
}

impl RowCounts {
    /// All rows below the header.
    pub fn total(&self) -> u64 {
        self.imported + self.reasons.values().sum::<u64>()
    }

    /// The rows of one outcome.
    pub fn of(&self, outcome: RowOutcome) -> u64 {
        if outcome == RowOutcome::Imported {
            return self.imported;
        }
        self.reasons.iter().filter(|(reason, _)| reason.outcome() == outcome).map(|(_, count)| count).sum()
    }
}

/// A row that was not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedRow {
    /// The line of the file that it begins at, counted from one.
    pub line: u64,
    /// Why it was not.
    pub reason: RowReason,
    /// The column at fault, as the file's header calls it.
    pub column: Option<String>,
}

/// What became of the rows of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowReport {
    /// All of them.
    pub counts: RowCounts,
    rejected: Vec<ReportedRow>,
    others: Vec<ReportedRow>,
}

impl RowReport {
    /// A row that is a message.
    pub fn add_imported(&mut self) {
        self.counts.imported += 1;
    }

    /// A row that is none, or none of this import.
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

    /// A row that was taken for a message of this import, and is known already.
    pub fn demote(&mut self, line: u64, reason: RowReason) {
        self.counts.imported -= 1;
        self.add(ReportedRow { line, reason, column: None });
    }

    /// The first rejected rows in file order.
    pub fn rejected(&self) -> &[ReportedRow] {
        &self.rejected
    }

    /// The rows that are kept in detail, in file order: at most [`MAX_DETAILED_ROWS`], rejected ones
    /// before any other.
    pub fn detailed(&self) -> Vec<ReportedRow> {
        let mut others: Vec<_> = self.others.iter().collect();
        others.sort_by_key(|row| row.line);
        let rows = self.rejected.iter().chain(others).take(MAX_DETAILED_ROWS);
        let mut rows: Vec<_> = rows.cloned().collect();
        rows.sort_by_key(|row| row.line);
        rows
    }

    /// More than half of the rows cannot be read: it is the wrong file.
    pub fn is_mostly_rejected(&self) -> bool {
        2 * self.counts.of(RowOutcome::Rejected) > self.counts.total()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, reason: RowReason) -> ReportedRow {
        ReportedRow { line, reason, column: None }
    }

    #[test]
    fn every_row_has_one_outcome_and_they_add_up() {
        let mut report = RowReport::default();
        report.add_imported();
        report.add_imported();
        report.demote(3, RowReason::ImportedBefore);
        report.add(row(4, RowReason::NoText));
        report.add(row(5, RowReason::UnknownDirection));
        report.add(row(6, RowReason::CutShort));
        let sum: u64 = RowOutcome::VARIANTS.iter().map(|outcome| report.counts.of(*outcome)).sum();
        assert_eq!((sum, report.counts.total()), (5, 5));
        assert_eq!(report.counts.of(RowOutcome::Rejected), 2);
        assert_eq!(report.counts.of(RowOutcome::Imported), 1);
        assert!(!report.is_mostly_rejected());
    }

    #[test]
    fn what_was_rejected_is_kept_before_what_was_only_passed_over() {
        let mut report = RowReport::default();
        for line in 2..3_000 {
            report.add(row(line, RowReason::NoText));
        }
        report.add(row(3_000, RowReason::NoTime));
        let kept = report.detailed();
        assert_eq!(kept.len(), MAX_DETAILED_ROWS);
        assert_eq!(kept.last().unwrap().line, 3_000);
        assert!(kept.is_sorted_by_key(|row| row.line));
    }

    #[test]
    fn half_of_the_rows_may_be_rejected_and_not_one_more() {
        let mut report = RowReport::default();
        report.add_imported();
        report.add(row(3, RowReason::NoTime));
        assert!(!report.is_mostly_rejected());
        report.add(row(4, RowReason::NoTime));
        assert!(report.is_mostly_rejected());
    }
}
