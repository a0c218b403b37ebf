//! `GET /api/patterns`

use actix_web::get;
use actix_web::web::{Data, Json};
use gleaner_persistence::library::{self, PatternPosition};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view::PatternView;
use crate::access::Staff;
use crate::names::{PatternTypeName, Success};
use crate::paging::{Limit, PatternCursor};
use crate::problem::{ApiError, QueryProblems};
use crate::query::Params;
use crate::state::ApiState;

/// Patterns on a page if the request has no `limit`: the maximum, for clients that do not support pages.
const DEFAULT_LIMIT: u16 = MAX_LIMIT;
/// Most patterns on a page.
const MAX_LIMIT: u16 = 500;
type PageLimit = Limit<DEFAULT_LIMIT, MAX_LIMIT>;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Patterns on a page.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 500, default = 500, example = 200)]
    limit: Option<PageLimit>,
    /// `nextCursor` of the previous page.
    #[param(value_type = Option<String>, pattern = "^[0-9a-f]{16}-[0-9]{1,10}$")]
    cursor: Option<PatternCursor>,
    /// Only patterns of this type.
    #[param(example = "access")]
    pattern_type: Option<PatternTypeName>,
}

/// A page of the library.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatternList)]
pub(crate) struct ListView {
    #[schema(inline)]
    success: Success,
    /// Highest confidence first.
    patterns: Vec<PatternView>,
    /// The number of patterns on all pages.
    count: u64,
    /// The `cursor` of the next page; null on the last page.
    #[schema(required, value_type = Option<String>)]
    next_cursor: Option<PatternCursor>,
}

/// List patterns
///
/// For admins, operators and support. Inactive patterns are included, deleted ones are not.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(ListQuery),
    responses(
        (status = 200, description = "A page of patterns, highest confidence first", body = ListView),
        QueryProblems,
    ),
)]
#[get("/api/patterns")]
pub(crate) async fn list_patterns(
    _staff: Staff,
    state: Data<ApiState>,
    query: Params<ListQuery>,
) -> Result<Json<ListView>, ApiError> {
    let ListQuery { limit, cursor, pattern_type } = query.0;
    let (pattern_type, after) = (pattern_type.map(|name| name.0), cursor.map(PatternPosition::from));
    let page = library::list(&state.db, pattern_type, after, limit.unwrap_or_default().into()).await?;
    Ok(Json(ListView {
        success: Success,
        patterns: page.patterns.into_iter().map(PatternView::from).collect(),
        count: page.total,
        next_cursor: page.next.map(PatternCursor::from),
    }))
}
