//! `GET /api/patterns/audit`

use actix_web::get;
use actix_web::web::{Data, Json};
use chrono::{DateTime, Utc};
use gleaner_domain::{JobId, UserId};
use gleaner_persistence::audit::{self, AuditEntry, AuditFilter};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::Admin;
use crate::names::{AuditActionName, Success};
use crate::paging::{Limit, Timestamp};
use crate::problem::{ApiError, QueryProblems};
use crate::query::{Params, bad_parameter};
use crate::state::ApiState;

/// Entries on a page if the request has no `limit`.
const DEFAULT_LIMIT: u16 = 100;
/// Most entries on a page.
const MAX_LIMIT: u16 = 500;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct AuditQuery {
    /// Entries on a page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 500, default = 100, example = 20)]
    limit: Option<Limit<DEFAULT_LIMIT, MAX_LIMIT>>,
    /// `nextCursor` of the previous page.
    cursor: Option<i64>,
    /// Only what this user did.
    #[param(min_length = 1, max_length = 255, pattern = r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f]+$")]
    user: Option<String>,
    /// Only this action.
    #[param(value_type = Option<AuditActionName>)]
    action: Option<AuditActionName>,
    /// Only what was done to this pattern.
    pattern_id: Option<i32>,
    /// Only what was done to this import.
    job_id: Option<Uuid>,
    /// Only what was done at this time or later.
    #[param(value_type = Option<DateTime<Utc>>, example = "2025-01-01T00:00:00Z")]
    from: Option<Timestamp>,
    /// Only what was done before this time.
    #[param(value_type = Option<DateTime<Utc>>, example = "2100-01-01T00:00:00Z")]
    to: Option<Timestamp>,
}

impl AuditQuery {
    /// The filter, and the entries on a page.
    pub fn filter(self) -> Result<(AuditFilter, u64), ApiError> {
        let user = self.user.map(|id| UserId::parse(&id)).transpose().map_err(|_| bad_parameter("user"))?;
        let filter = AuditFilter {
            user,
            action: self.action.map(|action| action.0),
            pattern: self.pattern_id,
            job: self.job_id.map(JobId),
            from: self.from.map(|time| time.0),
            to: self.to.map(|time| time.0),
            before: self.cursor,
        };
        Ok((filter, self.limit.unwrap_or_default().into()))
    }
}

/// What a person did.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEntry)]
pub(crate) struct EntryView {
    /// Later entries have higher numbers.
    pub id: i64,
    pub at: DateTime<Utc>,
    /// Who did it; `command-line` for a command of the service.
    pub user: String,
    pub action: AuditActionName,
    /// The pattern it was done to; null if it was done to something else.
    #[schema(required)]
    pub pattern_id: Option<i32>,
    /// The import it was done to; null if it was done to something else.
    #[schema(required)]
    pub job_id: Option<Uuid>,
    /// The staged pattern it was done to; null if it was done to something else.
    #[schema(required)]
    pub staged_id: Option<i32>,
    /// The id of the request in the service's log; null for a command.
    #[schema(required)]
    pub request_id: Option<String>,
    /// Ids, counts and names of fields, which depend on the action.
    #[schema(value_type = Object)]
    pub detail: Value,
}

impl From<AuditEntry> for EntryView {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            user: entry.user,
            action: entry.action.into(),
            pattern_id: entry.pattern,
            job_id: entry.job.map(|job| job.0),
            staged_id: entry.staged,
            request_id: entry.request,
            detail: entry.detail,
        }
    }
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditLog)]
pub(crate) struct AuditView {
    #[schema(inline)]
    success: Success,
    /// Newest first.
    entries: Vec<EntryView>,
    /// The `cursor` of the next page; null on the last page.
    #[schema(required)]
    next_cursor: Option<i64>,
}

/// List what people did
///
/// For admins. Who imported, reviewed, edited, deleted, merged or undid what. Entries are never changed or deleted.
#[utoipa::path(
    tag = "audit",
    security(("bearer" = [])),
    params(AuditQuery),
    responses(
        (status = 200, description = "A page of the audit log, the newest entry first", body = AuditView),
        QueryProblems,
    ),
)]
#[get("/api/patterns/audit")]
pub(crate) async fn audit_log(
    _admin: Admin,
    state: Data<ApiState>,
    query: Params<AuditQuery>,
) -> Result<Json<AuditView>, ApiError> {
    let (filter, limit) = query.0.filter()?;
    let page = audit::list(&state.db, &filter, limit).await?;
    Ok(Json(AuditView {
        success: Success,
        entries: page.entries.into_iter().map(EntryView::from).collect(),
        next_cursor: page.next,
    }))
}
