//! `POST /api/patterns/regroup`

mod body;
mod view;

use std::collections::BTreeSet;

use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, post};
use chrono::Utc;
use error_reporter::Report;
use gleaner_domain::ProblemCode;
use gleaner_persistence::audit::Author;
use gleaner_persistence::library::regroup::{CombineError, combine, proposals};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Admin;
use crate::names::Success;
use crate::paging::Limit;
use crate::problem::{ApiError, BodyProblems};
use crate::query::Params;
use crate::state::ApiState;
use body::{RegroupBody, merges};
use view::{GroupView, RegroupView, ResultView};

/// Patterns that one request compares, unless it has a `limit`: a few seconds for a library of 100,000 patterns.
const DEFAULT_LIMIT: u16 = 200;
const MAX_LIMIT: u16 = 1_000;
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RegroupQuery {
    /// Whether to propose merges instead of making those in the body.
    #[serde(default)]
    #[param(default = false)]
    dry_run: bool,
    /// How many patterns are compared with older ones, the oldest first. Only if `dry_run` is true.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 200, example = 200)]
    limit: Option<Limit<DEFAULT_LIMIT, MAX_LIMIT>>,
    /// `nextCursor` of the previous response: the id of the last pattern that was compared.
    #[serde(default)]
    #[param(default = 0)]
    cursor: i32,
}

/// Merge patterns that are the same
///
/// For admins. With `dry_run=true`, proposes merges of patterns of the library and changes nothing.
/// Otherwise makes the merges in the body: the evidence of each pattern moves to the one that remains. A merge can be
/// undone. Patterns that a person changed are merged, but not proposed.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(RegroupQuery),
    request_body(
        content = Option<RegroupBody>,
        description = "The merges to make; none if there is no body",
        example = json!({ "merges": [{ "into": 3, "patterns": [4] }] }),
    ),
    responses(
        (status = 200, description = "The proposals or the results", body = RegroupView),
        BodyProblems,
    ),
)]
#[post("/api/patterns/regroup")]
pub(crate) async fn regroup(
    Admin(author): Admin,
    state: Data<ApiState>,
    query: Params<RegroupQuery>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<RegroupView>, actix_web::Error> {
    let RegroupQuery { dry_run, limit, cursor } = query.0;
    let merges = merges(&request, payload).await?;
    if dry_run {
        return Ok(Json(propose(&state, cursor, limit.unwrap_or_default().into()).await?));
    }
    let mut results = Vec::with_capacity(merges.len());
    for (into, pattern) in merges {
        results.push(merge(&state, into, pattern, &author).await);
    }
    let made =
        RegroupView { success: Success, dry_run, groups: vec![], results, compared: 0, next_cursor: None };
    Ok(Json(made))
}

async fn propose(state: &ApiState, after: i32, limit: u64) -> Result<RegroupView, ApiError> {
    let page = proposals(&state.db, &state.merge, after, limit, &BTreeSet::new()).await?;
    Ok(RegroupView {
        success: Success,
        dry_run: true,
        groups: page.proposals.into_iter().map(GroupView::from).collect(),
        results: vec![],
        compared: page.compared,
        next_cursor: page.next,
    })
}

/// The merges before one that fails are made, so a failure is a part of the response.
async fn merge(state: &ApiState, into: i32, pattern: i32, author: &Author) -> ResultView {
    match combine(&state.db, into, pattern, author, Utc::now()).await {
        Ok(merge) => ResultView { into, pattern, merge_id: Some(merge), error: None },
        Err(error) => ResultView { into, pattern, merge_id: None, error: Some(sentence(&error)) },
    }
}

fn sentence(error: &CombineError) -> String {
    match error {
        CombineError::NotFound(id) => format!("There is no pattern {id}."),
        CombineError::Same => "A pattern cannot be merged into itself.".to_owned(),
        CombineError::Foreign(id) => {
            format!("Another program changed pattern {id}, so its conversations do not tell what it says.")
        }
        CombineError::Store(error) => {
            tracing::error!(error = %Report::new(error), "two patterns could not be merged");
            ProblemCode::Internal.sentence().to_owned()
        }
    }
}
