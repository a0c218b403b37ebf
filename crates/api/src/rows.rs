//! The rows of a file, as responses and errors show them.

use gleaner_domain::{ReportedRow, RowCounts, RowOutcome, RowReason, Warning};
use serde::Serialize;
use utoipa::ToSchema;

use crate::names::{RowOutcomeName, RowReasonName, WarningCodeName};

/// Declares the numbers of rows by outcome. Responses spell the properties in camelCase, the history in
/// snake_case and without the reasons.
macro_rules! row_counts {
    ($(#[$attribute:meta])* $name:ident { $($(#[$doc:meta])* $extra:ident: $type:ty = $of:expr,)* }) => {
        #[derive(Debug, Clone, Serialize, ToSchema)]
        $(#[$attribute])*
        pub(crate) struct $name {
            /// Rows after the header.
            total: u64,
            /// Messages of this import.
            imported: u64,
            /// Messages that repeat an earlier message in the file, or were imported before.
            duplicate: u64,
            /// Automated messages.
            automated: u64,
            /// Messages without text, such as pictures, and blank rows.
            empty: u64,
            /// Calls, voicemails and repeated headers.
            not_messages: u64,
            /// Rows that should be messages but cannot be read.
            rejected: u64,
            $($(#[$doc])* $extra: $type,)*
        }

        impl From<&RowCounts> for $name {
            fn from(counts: &RowCounts) -> Self {
                Self {
                    total: counts.total(),
                    imported: counts.of(RowOutcome::Imported),
                    duplicate: counts.of(RowOutcome::Duplicate),
                    automated: counts.of(RowOutcome::Automated),
                    empty: counts.of(RowOutcome::Empty),
                    not_messages: counts.of(RowOutcome::NotAMessage),
                    rejected: counts.of(RowOutcome::Rejected),
                    $($extra: $of(counts),)*
                }
            }
        }
    };
}

row_counts! {
    /// Outcomes of the file's rows. Each row has one outcome, so the counts add up to `total`.
    #[serde(rename_all = "camelCase")]
    #[schema(as = RowCounts)]
    RowsView {
        /// Rows that were not imported, by reason.
        reasons: Vec<ReasonView> = ReasonView::all,
    }
}

row_counts! {
    /// Outcomes of the file's rows. The reasons are in the job's status and report.
    #[schema(as = HistoryRowCounts)]
    HistoryRowsView {}
}

/// Rows that were not imported for one reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RowReasonCount)]
pub(crate) struct ReasonView {
    outcome: RowOutcomeName,
    code: RowReasonName,
    /// The reason, as a human-readable sentence.
    sentence: &'static str,
    count: u64,
}

impl ReasonView {
    fn all(counts: &RowCounts) -> Vec<Self> {
        counts.reasons.iter().map(|(reason, count)| Self::new(*reason, *count)).collect()
    }

    fn new(reason: RowReason, count: u64) -> Self {
        Self { outcome: reason.outcome().into(), code: reason.into(), sentence: reason.sentence(), count }
    }
}

/// A row that was not imported.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReportedRow)]
pub(crate) struct ReportedRowView {
    /// The line of the file where the row begins, counted from one.
    #[schema(example = 616)]
    pub line: u64,
    pub outcome: RowOutcomeName,
    pub code: RowReasonName,
    /// The column at fault, as the file's header names it; null if the whole row is at fault.
    #[schema(required, example = "conversationBody")]
    pub column: Option<String>,
    /// The reason, as a human-readable sentence.
    pub sentence: &'static str,
}

impl From<ReportedRow> for ReportedRowView {
    fn from(row: ReportedRow) -> Self {
        Self {
            line: row.line,
            outcome: row.reason.outcome().into(),
            code: row.reason.into(),
            column: row.column,
            sentence: row.reason.sentence(),
        }
    }
}

/// A warning about a file that was accepted or previewed.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ImportWarning)]
pub(crate) struct WarningView {
    code: WarningCodeName,
    /// The warning, as a human-readable sentence.
    message: &'static str,
    /// How many rows, lines, characters or conversations it applies to; 1 for the file as a whole.
    count: u64,
    /// The first line of the file that it applies to, counted from one; null for the file as a whole.
    #[schema(required)]
    line: Option<u64>,
}

impl From<&Warning> for WarningView {
    fn from(warning: &Warning) -> Self {
        Self {
            code: warning.code.into(),
            message: warning.code.sentence(),
            count: warning.count,
            line: warning.line,
        }
    }
}
