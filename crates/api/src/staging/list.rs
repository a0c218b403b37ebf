//! `GET /api/patterns/import/staging/{id}`

use actix_web::get;
use actix_web::web::{Data, Json, Path};
use gleaner_domain::pattern::StagedStatus;
use gleaner_domain::{JobId, JobStatus};
use gleaner_persistence::library;
use gleaner_persistence::staging::{self, StagedPattern};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::view::StagedView;
use crate::access::SignedIn;
use crate::imports::status::job_for;
use crate::names::Success;
use crate::paging::Limit;
use crate::problem::{ApiError, LookupProblems};
use crate::query::Params;
use crate::state::ApiState;

/// Which staged patterns are listed.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = StagedStatusFilter)]
pub(crate) enum StatusFilter {
    #[default]
    All,
    Pending,
    Approved,
    Rejected,
}

impl StatusFilter {
    /// The statuses of the staged patterns that are listed. Nothing of an undone import waits for a review.
    fn statuses(self, job: JobStatus) -> Vec<StagedStatus> {
        let statuses: &[StagedStatus] = match self {
            Self::All => &[StagedStatus::Pending, StagedStatus::Approved, StagedStatus::Rejected],
            Self::Pending => &[StagedStatus::Pending],
            Self::Approved => &[StagedStatus::Approved],
            Self::Rejected => &[StagedStatus::Rejected],
        };
        let is_over = |status: StagedStatus| job == JobStatus::Undone && status == StagedStatus::Pending;
        statuses.iter().copied().filter(|status| !is_over(*status)).collect()
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StagedQuery {
    /// Only staged patterns with this status; `all` without this parameter.
    #[param(value_type = Option<StatusFilter>)]
    status: Option<StatusFilter>,
    /// The page, counted from one.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 10000, default = 1)]
    page: Option<Limit<1, 10_000>>,
    /// Staged patterns on a page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100, default = 50)]
    limit: Option<Limit<50, 100>>,
}

/// Where a page is in its list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pagination {
    page: u64,
    limit: u64,
    /// The number of staged patterns on all pages.
    total: u64,
    total_pages: u64,
}

/// A page of staged patterns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StagedPatternList)]
pub(crate) struct StagedListView {
    #[schema(inline)]
    success: Success,
    /// In the order of their conversations in the file.
    patterns: Vec<StagedView>,
    pagination: Pagination,
}

/// List the staged patterns of an import
///
/// For the job's owner and for admins. A pending one says which pattern of the library it would confirm or contradict.
#[utoipa::path(
    tag = "review",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The job's id"), StagedQuery),
    responses(
        (status = 200, description = "A page of staged patterns", body = StagedListView),
        LookupProblems,
    ),
)]
#[get("/api/patterns/import/staging/{id}")]
pub(crate) async fn list_staged(
    SignedIn(user): SignedIn,
    state: Data<ApiState>,
    id: Path<Uuid>,
    query: Params<StagedQuery>,
) -> Result<Json<StagedListView>, ApiError> {
    let StagedQuery { status, page, limit } = query.0;
    let status = status.unwrap_or_default();
    let (page, limit): (u64, u64) = (page.unwrap_or_default().into(), limit.unwrap_or_default().into());
    let job = job_for(&user, &state, JobId(*id)).await?;
    let found = staging::list(&state.db, job.id, &status.statuses(job.status), page - 1, limit).await?;
    let mut patterns = Vec::with_capacity(found.patterns.len());
    for staged in found.patterns {
        patterns.push(compared(&state, staged).await?);
    }
    let total_pages = found.total.div_ceil(limit);
    let pagination = Pagination { page, limit, total: found.total, total_pages };
    Ok(Json(StagedListView { success: Success, patterns, pagination }))
}

/// A staged pattern, compared with the library if it is pending.
pub(super) async fn compared(state: &ApiState, staged: StagedPattern) -> Result<StagedView, ApiError> {
    let comparison = match staged.status {
        StagedStatus::Pending => Some(library::foresee(&state.db, &staged.pattern, &state.merge).await?),
        StagedStatus::Approved | StagedStatus::Rejected => None,
    };
    Ok(StagedView::new(staged, comparison))
}
