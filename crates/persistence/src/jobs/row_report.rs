//! The rows of a file that are stored in detail.

use gleaner_domain::{JobId, ReportedRow};
use sea_orm::{ConnectionTrait, EntityTrait, Set};
use serde::{Deserialize, Serialize};

use crate::Database;
use crate::entities::row_report;
use crate::error::Error;

const CORRUPT: Error = Error::Corrupt("import_row_reports.rows");

#[derive(Serialize, Deserialize)]
struct StoredRow {
    line: u64,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
}

/// The rows of the file of a job that are stored in detail, in file order.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn rows(db: &Database, job: JobId) -> Result<Vec<ReportedRow>, Error> {
    let Some(row) = row_report::Entity::find_by_id(job.0).one(db.reader()).await? else {
        return Ok(Vec::new());
    };
    let stored: Vec<StoredRow> = serde_json::from_value(row.rows).map_err(|_| CORRUPT)?;
    let reported = |row: StoredRow| {
        let reason = row.reason.parse().ok()?;
        Some(ReportedRow { line: row.line, reason, column: row.column })
    };
    stored.into_iter().map(reported).collect::<Option<_>>().ok_or(CORRUPT)
}

/// Stores them.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    job: JobId,
    rows: Vec<ReportedRow>,
) -> Result<(), Error> {
    let stored = |row: ReportedRow| StoredRow {
        line: row.line,
        reason: row.reason.as_str().to_owned(),
        column: row.column,
    };
    let rows: Vec<_> = rows.into_iter().map(stored).collect();
    let rows = serde_json::to_value(rows).map_err(|_| CORRUPT)?;
    let row = row_report::ActiveModel { import_job_id: Set(job.0), rows: Set(rows) };
    row_report::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
