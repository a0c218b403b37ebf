//! States what an import of a file would do.

use chrono::{DateTime, Utc};
use gleaner_domain::{LeftOut, RowCounts, Warning, WarningCode};
use gleaner_persistence::Database;
use gleaner_persistence::jobs::{self, AcceptError};
use gleaner_sources::{FirstRow, Provenance, Shape};

use crate::forecast::{Estimate, Forecast};
use crate::prepare::{ExportFile, IntakeError, IntakeRules, Prepared, prepare};

/// What an import of a file would do. The first rows contain customers' text.
#[derive(Debug)]
pub struct Preview {
    /// How the file is written.
    pub shape: Shape,
    /// The first rows as they were read.
    pub first: Vec<FirstRow>,
    /// When the first and the last message were sent; `None` if no message has a time.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The number of messages in the file, including duplicates and messages that were imported before.
    pub total_messages: usize,
    /// The number of messages that repeat an earlier message in the file.
    pub repeated_messages: usize,
    /// The number of other messages that were imported before.
    pub known_messages: usize,
    /// The number of conversations that the import would process.
    pub conversations: usize,
    /// The numbers of conversations that the import would leave out.
    pub left_out: LeftOut,
    /// The outcomes of the rows.
    pub rows: RowCounts,
    /// What the sender should know before the import.
    pub warnings: Vec<Warning>,
    /// What processing the conversations will take.
    pub estimate: Estimate,
}

/// Reads a file as an import would, and stores nothing.
///
/// # Errors
///
/// Fails if an import would refuse the file as unreadable, or if the database fails. That the same file was
/// imported before is a warning.
pub async fn preview(
    db: &Database,
    file: ExportFile,
    rules: &IntakeRules,
    forecast: &Forecast,
    now: DateTime<Utc>,
) -> Result<Preview, IntakeError> {
    let sha256 = gleaner_sources::sha256(&file.bytes);
    let prepared = prepare(db, file, rules, now).await?;
    let Prepared { provenance, span, total_messages, report, mut warnings, plan, .. } = prepared;
    let Provenance { shape, first_rows, .. } = provenance;
    match jobs::refuse_duplicate(db, &sha256).await {
        Ok(()) => {}
        Err(AcceptError::DuplicateFile { .. }) => {
            warnings.push(Warning::of_file(WarningCode::DuplicateFile));
        }
        Err(error) => return Err(error.into()),
    }
    let estimate = forecast.estimate(&plan.conversations);
    if estimate.cost.is_none() {
        warnings.push(Warning::of_file(WarningCode::UnknownPrice));
    }
    Ok(Preview {
        shape,
        first: first_rows,
        span,
        total_messages,
        repeated_messages: plan.duplicate_indices.len(),
        known_messages: plan.known_indices.len(),
        conversations: plan.conversations.len(),
        left_out: plan.left_out,
        rows: report.counts,
        warnings,
        estimate,
    })
}
