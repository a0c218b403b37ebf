//! `GET /api/patterns`

use actix_web::get;
use actix_web::web::{Data, Json, Query};
use gleaner_domain::PatternType;
use gleaner_persistence::library;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view::PatternView;
use crate::auth::Staff;
use crate::problem::{ApiError, QueryProblems, bad_query};
use crate::state::ApiState;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Only patterns of this type.
    #[param(example = "access")]
    pattern_type: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView {
    #[schema(example = true)]
    success: bool,
    /// The most trusted first.
    patterns: Vec<PatternView>,
    count: usize,
}

/// The library
///
/// For admins, operators and support.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = ListView),
        QueryProblems,
    ),
)]
#[get("/api/patterns")]
pub(crate) async fn list_patterns(
    _staff: Staff,
    state: Data<ApiState>,
    query: Query<ListQuery>,
) -> Result<Json<ListView>, ApiError> {
    let name = query.into_inner().pattern_type;
    let kind = name.map(|name| PatternType::from_name(&name).ok_or_else(bad_query)).transpose()?;
    let patterns: Vec<_> = library::list(&state.db, kind).await?.into_iter().map(PatternView::from).collect();
    Ok(Json(ListView { success: true, count: patterns.len(), patterns }))
}
