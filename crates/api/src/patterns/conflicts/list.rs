//! `GET /api/patterns/conflicts`

use actix_web::get;
use actix_web::web::{Data, Json};
use chrono::{DateTime, Utc};
use gleaner_persistence::library::conflicts::{self, Conflict, Side};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::view::PatternView;
use crate::access::Staff;
use crate::names::Success;
use crate::paging::Limit;
use crate::problem::{ApiError, QueryProblems};
use crate::query::Params;
use crate::state::ApiState;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ConflictsQuery {
    /// Conflicts on a page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<Limit<50, 200>>,
    /// `nextCursor` of the previous page.
    cursor: Option<i32>,
}

/// One of the two patterns of a conflict.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConflictSide)]
pub(crate) struct SideView {
    pattern: PatternView,
    /// How many conversations created or confirmed it.
    conversations: u64,
    /// When the last of them was learned; null if there is none.
    #[schema(required)]
    last_learned_at: Option<DateTime<Utc>>,
}

impl From<Side> for SideView {
    fn from(side: Side) -> Self {
        Self {
            pattern: side.pattern.into(),
            conversations: side.conversations,
            last_learned_at: side.last_learned_at,
        }
    }
}

/// Two patterns with the same question whose replies disagree.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conflict)]
pub(crate) struct ConflictView {
    /// Identifies the conflict.
    id: i32,
    /// Increases with every change of either pattern. In quotes, it is the value for `If-Match`.
    revision: i64,
    /// The pattern that was learned, or that a person wrote, last.
    newer: SideView,
    /// The pattern that it contradicts.
    older: SideView,
    /// The probability that both would be the same if their replies agreed, 0 to 1.
    probability: f64,
    found_at: DateTime<Utc>,
}

impl From<Conflict> for ConflictView {
    fn from(conflict: Conflict) -> Self {
        Self {
            id: conflict.id,
            revision: conflict.revision(),
            newer: conflict.newer.into(),
            older: conflict.older.into(),
            probability: conflict.probability,
            found_at: conflict.found_at,
        }
    }
}

/// A page of conflicts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConflictList)]
pub(crate) struct ConflictsView {
    #[schema(inline)]
    success: Success,
    /// The most recent first.
    conflicts: Vec<ConflictView>,
    /// The number of conflicts on all pages.
    count: u64,
    /// The `cursor` of the next page; null on the last page.
    #[schema(required)]
    next_cursor: Option<i32>,
}

/// List conflicts
///
/// For admins, operators and support. Two patterns answer the same question, but their replies disagree: they contain
/// other numbers, times, prices or links, or one says yes and the other no. Both patterns are in the library until an admin resolves the conflict.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(ConflictsQuery),
    responses(
        (status = 200, description = "A page of conflicts, the most recent first", body = ConflictsView),
        QueryProblems,
    ),
)]
#[get("/api/patterns/conflicts")]
pub(crate) async fn list_conflicts(
    _staff: Staff,
    state: Data<ApiState>,
    query: Params<ConflictsQuery>,
) -> Result<Json<ConflictsView>, ApiError> {
    let ConflictsQuery { limit, cursor } = query.0;
    let page = conflicts::list(&state.db, cursor, limit.unwrap_or_default().into()).await?;
    Ok(Json(ConflictsView {
        success: Success,
        conflicts: page.conflicts.into_iter().map(ConflictView::from).collect(),
        count: page.total,
        next_cursor: page.next,
    }))
}
