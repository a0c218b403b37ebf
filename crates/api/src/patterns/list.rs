//! `GET /api/patterns`

mod query;

use actix_web::get;
use actix_web::web::{Data, Json, block};
use gleaner_domain::matching;
use gleaner_persistence::library::{self, ListedStatus, PatternFilter, Start, StoredPattern};
use serde::Serialize;
use utoipa::ToSchema;

use super::candidates::candidates;
use super::view::PatternView;
use crate::access::Staff;
use crate::names::Success;
use crate::paging::PatternCursor;
use crate::problem::{ApiError, QueryProblems};
use crate::query::Params;
use crate::state::ApiState;
use query::{DeletedQuery, ListQuery, Listed};

/// A pattern in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedPattern {
    #[serde(flatten)]
    pattern: PatternView,
    /// The similarity of its question and `similar_to`, by words or by meaning, 0 to 1; null without `similar_to`.
    #[schema(required, example = json!(null))]
    similarity: Option<f64>,
}

/// A page of the library.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatternList)]
pub(crate) struct ListView {
    #[schema(inline)]
    success: Success,
    patterns: Vec<ListedPattern>,
    /// The number of patterns on all pages.
    count: u64,
    /// The `cursor` of the next page; null on the last page, and with `similar_to`.
    #[schema(required, value_type = Option<String>)]
    next_cursor: Option<PatternCursor>,
}

/// List patterns
///
/// For admins, operators and support. Inactive patterns are included, deleted ones are not, unless `status` says otherwise.
/// A pattern is listed if it meets all parameters.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(ListQuery),
    responses(
        (status = 200, description = "A page of patterns", body = ListView),
        QueryProblems,
    ),
)]
#[get("/api/patterns")]
pub(crate) async fn list_patterns(
    _staff: Staff,
    state: Data<ApiState>,
    query: Params<ListQuery>,
) -> Result<Json<ListView>, ApiError> {
    let limit = query.0.limit.unwrap_or_default().into();
    let (filter, listed) = query.0.checked()?;
    let view = match listed {
        Listed::Page(start) => page(&state, &filter, start, limit).await?,
        Listed::SimilarTo(text) => similar(&state, &filter, text, limit).await?,
    };
    Ok(Json(view))
}

/// List deleted patterns
///
/// For admins, operators and support. Those that a person deleted. `PUT` with `"is_deleted": false` restores one.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(DeletedQuery),
    responses(
        (status = 200, description = "A page of deleted patterns", body = ListView),
        QueryProblems,
    ),
)]
#[get("/api/patterns/deleted")]
pub(crate) async fn list_deleted(
    _staff: Staff,
    state: Data<ApiState>,
    query: Params<DeletedQuery>,
) -> Result<Json<ListView>, ApiError> {
    let filter = PatternFilter { status: Some(ListedStatus::Deleted), ..PatternFilter::default() };
    let DeletedQuery { limit, cursor } = query.0;
    let start = cursor.map_or_else(Start::default, |cursor| Start::After(cursor.into()));
    Ok(Json(page(&state, &filter, start, limit.unwrap_or_default().into()).await?))
}

async fn page(
    state: &ApiState,
    filter: &PatternFilter,
    start: Start,
    limit: u64,
) -> Result<ListView, ApiError> {
    let page = library::list(&state.db, filter, start, limit).await?;
    Ok(ListView {
        success: Success,
        patterns: page.patterns.into_iter().map(|pattern| listed(pattern, None)).collect(),
        count: page.total,
        next_cursor: page.next.map(PatternCursor::from),
    })
}

async fn similar(
    state: &ApiState,
    filter: &PatternFilter,
    text: String,
    limit: u64,
) -> Result<ListView, ApiError> {
    let candidates = candidates(state, &text, filter).await?;
    // Comparing with hundreds of patterns takes too long for a thread that serves requests.
    let found = block(move || matching::similar(&text, candidates)).await.map_err(ApiError::internal)?;
    let count = found.len() as u64;
    let first = found.iter().take(usize::try_from(limit).unwrap_or(usize::MAX));
    let ids: Vec<i32> = first.map(|found| found.pattern.id).collect();
    let similarity = |id| found.iter().find(|found| found.pattern.id == id).map(|found| found.similarity);
    let patterns = library::by_ids(&state.db, &ids).await?.into_iter();
    let patterns = patterns.map(|pattern| {
        let similarity = similarity(pattern.id);
        listed(pattern, similarity)
    });
    Ok(ListView { success: Success, patterns: patterns.collect(), count, next_cursor: None })
}

fn listed(pattern: StoredPattern, similarity: Option<f64>) -> ListedPattern {
    let similarity = similarity.map(|similarity| (similarity * 1e4).round() / 1e4);
    ListedPattern { pattern: pattern.into(), similarity }
}
