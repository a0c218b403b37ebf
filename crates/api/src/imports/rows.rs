//! The rows of a file as they are shown.

use gleaner_domain::{ReportedRow, RowCounts, RowOutcome, RowReason, Warning};
use serde::Serialize;
use utoipa::ToSchema;

/// What became of the file's rows: each has one outcome, so they add up to `total`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RowsView {
    /// Rows below the header.
    total: u64,
    /// Messages of this import. What becomes of their conversations is told beside.
    imported: u64,
    /// Messages that the file repeats or that were imported before.
    duplicate: u64,
    /// Messages of an automation.
    automated: u64,
    /// Messages without a text, such as pictures, and blank rows.
    empty: u64,
    /// Calls, voicemails and repeated headers.
    not_messages: u64,
    /// Rows that should be messages and cannot be read as such.
    rejected: u64,
    /// Rows that were not imported, by reason.
    reasons: Vec<ReasonView>,
}

impl From<&RowCounts> for RowsView {
    fn from(counts: &RowCounts) -> Self {
        Self {
            total: counts.total(),
            imported: counts.of(RowOutcome::Imported),
            duplicate: counts.of(RowOutcome::Duplicate),
            automated: counts.of(RowOutcome::Automated),
            empty: counts.of(RowOutcome::Empty),
            not_messages: counts.of(RowOutcome::NotAMessage),
            rejected: counts.of(RowOutcome::Rejected),
            reasons: counts.reasons.iter().map(|(reason, count)| ReasonView::new(*reason, *count)).collect(),
        }
    }
}

/// Rows that were not imported for one reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    #[schema(example = "rejected")]
    outcome: &'static str,
    #[schema(example = "damaged_number")]
    code: &'static str,
    /// The reason for people.
    sentence: &'static str,
    count: u64,
}

impl ReasonView {
    fn new(reason: RowReason, count: u64) -> Self {
        let outcome = reason.outcome().as_str();
        Self { outcome, code: reason.as_str(), sentence: reason.sentence(), count }
    }
}

/// A row that was not imported.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReportedRowView {
    /// The line of the file that it begins at, counted from one.
    #[schema(example = 616)]
    pub line: u64,
    #[schema(example = "rejected")]
    pub outcome: &'static str,
    #[schema(example = "unclosed_quote")]
    pub code: &'static str,
    /// The column at fault, as the file calls it.
    #[schema(example = "conversationBody")]
    pub column: Option<String>,
    /// The reason for people.
    pub sentence: &'static str,
}

impl From<ReportedRow> for ReportedRowView {
    fn from(row: ReportedRow) -> Self {
        Self {
            line: row.line,
            outcome: row.reason.outcome().as_str(),
            code: row.reason.as_str(),
            column: row.column,
            sentence: row.reason.sentence(),
        }
    }
}

/// What a person should know of a file that is accepted all the same.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WarningView {
    #[schema(example = "damaged_numbers")]
    code: &'static str,
    /// The warning for people.
    message: &'static str,
    /// How often it is so.
    count: u64,
    /// The line of the file where it is first so, counted from one.
    line: Option<u64>,
}

impl From<&Warning> for WarningView {
    fn from(warning: &Warning) -> Self {
        Self {
            code: warning.code.as_str(),
            message: warning.code.sentence(),
            count: warning.count,
            line: warning.line,
        }
    }
}
