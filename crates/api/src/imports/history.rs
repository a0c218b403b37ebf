//! `GET /api/patterns/import/history`

use actix_web::get;
use actix_web::web::{Data, Json};
use chrono::{DateTime, Utc};
use gleaner_domain::{Budget, ProblemCode, UserId};
use gleaner_persistence::jobs::{self, HistoryFilter, ImportJob, JobPosition};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::SignedIn;
use crate::auth::{Role, User};
use crate::names::{ImportModeName, JobStatusName, Success};
use crate::paging::{JobCursor, Limit, Timestamp};
use crate::problem::{ApiError, QueryProblems};
use crate::query::{Params, bad_parameter};
use crate::rows::HistoryRowsView;
use crate::state::ApiState;

/// Imports on a page if the request has no `limit`.
const DEFAULT_LIMIT: u16 = 100;
/// Most imports on a page.
const MAX_LIMIT: u16 = 500;
type PageLimit = Limit<DEFAULT_LIMIT, MAX_LIMIT>;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// Imports on a page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 500, default = 100, example = 20)]
    limit: Option<PageLimit>,
    /// `nextCursor` of the previous page.
    #[param(value_type = Option<String>, pattern = "^[0-9]{1,17}-[0-9a-f]{32}$")]
    cursor: Option<JobCursor>,
    /// Only imports with this status.
    #[param(value_type = Option<JobStatusName>)]
    status: Option<JobStatusName>,
    /// Only this user's imports. Without it, an admin sees the imports of all users; other users may only name
    /// themselves.
    #[param(min_length = 1, max_length = 255, pattern = r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f]+$")]
    user: Option<String>,
    /// Only imports that were accepted at this time or later.
    #[param(value_type = Option<DateTime<Utc>>, example = "2025-01-01T00:00:00Z")]
    from: Option<Timestamp>,
    /// Only imports that were accepted before this time.
    #[param(value_type = Option<DateTime<Utc>>, example = "2100-01-01T00:00:00Z")]
    to: Option<Timestamp>,
}

/// An import job in the history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryEntry)]
pub(crate) struct HistoryRow {
    id: Uuid,
    user_id: String,
    status: JobStatusName,
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
    patterns_approved: i32,
    patterns_rejected: i32,
    mode: ImportModeName,
    /// What the import may cost, in US dollars; null without a limit.
    #[schema(required, example = 2.5)]
    budget_usd: Option<f64>,
    rows: HistoryRowsView,
    errors: Vec<String>,
    created_at: DateTime<Utc>,
    /// Null until a worker starts the job.
    #[schema(required)]
    started_at: Option<DateTime<Utc>>,
    /// Null until the job is final.
    #[schema(required)]
    completed_at: Option<DateTime<Utc>>,
}

impl From<ImportJob> for HistoryRow {
    fn from(job: ImportJob) -> Self {
        Self {
            id: job.id.0,
            user_id: job.user,
            status: job.status.into(),
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
            patterns_approved: job.patterns_approved,
            patterns_rejected: job.patterns_rejected,
            mode: job.mode.into(),
            budget_usd: job.budget.map(Budget::dollars),
            rows: HistoryRowsView::from(&job.rows),
            errors: job.errors.into_iter().map(|problem| problem.sentence).collect(),
            created_at: job.created_at,
            started_at: job.started_at,
            completed_at: job.completed_at,
        }
    }
}

/// A page of the history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportHistory)]
pub(crate) struct HistoryView {
    #[schema(inline)]
    success: Success,
    /// Newest first.
    imports: Vec<HistoryRow>,
    /// The `cursor` of the next page; null on the last page.
    #[schema(required, value_type = Option<String>)]
    next_cursor: Option<JobCursor>,
}

/// List imports
///
/// A user sees their own imports, an admin the imports of all users.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(HistoryQuery),
    responses(
        (status = 200, description = "A page of imports, the newest first", body = HistoryView),
        QueryProblems,
    ),
)]
#[get("/api/patterns/import/history")]
pub(crate) async fn import_history(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    query: Params<HistoryQuery>,
) -> Result<Json<HistoryView>, ApiError> {
    let HistoryQuery { limit, cursor, status, user: wanted, from, to } = query.0;
    let filter = HistoryFilter {
        user: visible_user(user, wanted)?,
        status: status.map(|status| status.0),
        from: from.map(|time| time.0),
        to: to.map(|time| time.0),
        after: cursor.map(JobPosition::from),
    };
    let page = jobs::history(&state.db, &filter, limit.unwrap_or_default().into()).await?;
    Ok(Json(HistoryView {
        success: Success,
        imports: page.jobs.into_iter().map(HistoryRow::from).collect(),
        next_cursor: page.next.map(JobCursor::from),
    }))
}

/// The user whose imports `user` sees if they request those of `wanted`; `None` for all users.
///
/// # Errors
/// `FORBIDDEN` if `wanted` is another user, `INVALID_REQUEST` if it is not a user id.
fn visible_user(user: User, wanted: Option<String>) -> Result<Option<UserId>, ApiError> {
    let wanted = wanted.map(|id| UserId::parse(&id)).transpose().map_err(|_| bad_parameter("user"))?;
    match (user.role, wanted) {
        (Role::Admin, wanted) => Ok(wanted),
        (_, Some(other)) if other != user.id => Err(ApiError::new(ProblemCode::Forbidden)),
        _ => Ok(Some(user.id)),
    }
}
