//! What an import would do, before it is one.

use chrono::{DateTime, Utc};
use gleaner_domain::{LeftOut, RowCounts, Warning, WarningCode};
use gleaner_persistence::Database;
use gleaner_persistence::jobs::{self, AcceptError};
use gleaner_sources::{FirstRow, Shape};

use crate::forecast::{Estimate, Forecast};
use crate::prepare::{ExportFile, IntakeError, IntakeRules, Prepared, prepare};

/// What an import of a file would do. Its first rows are customers' text.
#[derive(Debug)]
pub struct Preview {
    /// How the file is written.
    pub shape: Shape,
    /// Its first rows as they were read.
    pub first: Vec<FirstRow>,
    /// When the first and the last of its messages were sent.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Messages in the file, repeated and known ones among them.
    pub total_messages: usize,
    /// Messages that the file repeats.
    pub repeated_messages: usize,
    /// Messages that were imported before.
    pub known_messages: usize,
    /// Conversations that the import would take on.
    pub conversations: usize,
    /// Conversations that it would leave out.
    pub left_out: LeftOut,
    /// What would become of the rows.
    pub rows: RowCounts,
    /// What the sender should know first.
    pub warnings: Vec<Warning>,
    /// What reading the conversations will take.
    pub estimate: Estimate,
}

/// Reads a file as an import would. Nothing is stored.
pub async fn preview(
    db: &Database,
    file: ExportFile,
    rules: &IntakeRules,
    forecast: &Forecast,
    now: DateTime<Utc>,
) -> Result<Preview, IntakeError> {
    let prepared = prepare(db, file, rules, now).await?;
    let Prepared { sha256, shape, first, span, total_messages, report, mut warnings, plan, .. } = prepared;
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
        first,
        span,
        total_messages,
        repeated_messages: plan.repeated.len(),
        known_messages: plan.known.len(),
        conversations: plan.conversations.len(),
        left_out: plan.left_out,
        rows: report.counts,
        warnings,
        estimate,
    })
}
