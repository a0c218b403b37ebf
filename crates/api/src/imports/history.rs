//! `GET /api/patterns/import/history`

use actix_web::get;
use actix_web::web::{Data, Json, Query};
use chrono::{DateTime, Utc};
use gleaner_domain::{ProblemCode, RowCounts, RowOutcome, UserId};
use gleaner_persistence::imports::{self, ImportJob};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::{Role, SignedIn, User};
use crate::problem::{ApiError, QueryProblems, bad_query};
use crate::state::ApiState;

/// Most imports that are listed.
const LIMIT: u64 = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// Only this user's imports; for admins, who see everybody's otherwise.
    user: Option<String>,
}

/// How many rows of the file ended in which way; the job's report says more.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryRows {
    total: u64,
    imported: u64,
    duplicate: u64,
    automated: u64,
    empty: u64,
    not_messages: u64,
    rejected: u64,
}

impl From<&RowCounts> for HistoryRows {
    fn from(counts: &RowCounts) -> Self {
        Self {
            total: counts.total(),
            imported: counts.of(RowOutcome::Imported),
            duplicate: counts.of(RowOutcome::Duplicate),
            automated: counts.of(RowOutcome::Automated),
            empty: counts.of(RowOutcome::Empty),
            not_messages: counts.of(RowOutcome::NotAMessage),
            rejected: counts.of(RowOutcome::Rejected),
        }
    }
}

/// An import job as the page's table reads it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryRow {
    id: Uuid,
    user_id: String,
    #[schema(example = "completed")]
    status: &'static str,
    total_messages: i32,
    processed_messages: i32,
    duplicate_messages: i32,
    conversations_found: i32,
    conversations_analyzed: i32,
    conversations_skipped: i32,
    conversations_failed: i32,
    patterns_created: i32,
    patterns_enhanced: i32,
    patterns_staged: i32,
    rows: HistoryRows,
    errors: Vec<String>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
}

impl From<ImportJob> for HistoryRow {
    fn from(job: ImportJob) -> Self {
        Self {
            id: job.id.0,
            user_id: job.user,
            status: job.status.as_str(),
            total_messages: job.total_messages,
            processed_messages: job.processed_messages,
            duplicate_messages: job.duplicate_messages,
            conversations_found: job.conversations_found,
            conversations_analyzed: job.conversations_analyzed,
            conversations_skipped: job.conversations_skipped,
            conversations_failed: job.conversations_failed,
            patterns_created: job.patterns_created,
            patterns_enhanced: job.patterns_enhanced,
            patterns_staged: job.patterns_staged,
            rows: HistoryRows::from(&job.rows),
            errors: job.errors.into_iter().map(|problem| problem.sentence).collect(),
            created_at: job.created_at,
            started_at: job.started_at,
            completed_at: job.completed_at,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryView {
    #[schema(example = true)]
    success: bool,
    /// The newest first, 100 at most.
    imports: Vec<HistoryRow>,
}

/// Earlier imports
///
/// A user sees their own, an admin everybody's.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(HistoryQuery),
    responses(
        (status = 200, body = HistoryView),
        QueryProblems,
    ),
)]
#[get("/api/patterns/import/history")]
pub(crate) async fn import_history(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    query: Query<HistoryQuery>,
) -> Result<Json<HistoryView>, ApiError> {
    let of = whose(user, query.into_inner().user)?;
    let jobs = imports::history(&state.db, of.as_ref(), LIMIT).await?;
    Ok(Json(HistoryView { success: true, imports: jobs.into_iter().map(HistoryRow::from).collect() }))
}

/// Whose imports `user` sees when asking for those of `wanted`; `None` for everybody's.
fn whose(user: User, wanted: Option<String>) -> Result<Option<UserId>, ApiError> {
    let wanted = wanted.map(|id| UserId::parse(&id)).transpose().map_err(|_| bad_query())?;
    match (user.role, wanted) {
        (Role::Admin, wanted) => Ok(wanted),
        (_, Some(other)) if other != user.id => Err(ApiError::new(ProblemCode::Forbidden)),
        _ => Ok(Some(user.id)),
    }
}
