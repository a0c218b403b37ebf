//! `POST /api/patterns/regroup`

mod body;
mod view;

use std::collections::BTreeSet;

use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, post};
use chrono::Utc;
use error_reporter::Report;
use gleaner_domain::ProblemCode;
use gleaner_persistence::library::regroup::{CombineError, combine, proposals};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Admin;
use crate::names::Success;
use crate::paging::Limit;
use crate::problem::{ApiError, MergeProblems};
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
    /// How many patterns are compared with older ones, the oldest first. Only used if `dry_run` is true.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, default = 200)]
    limit: Option<Limit<DEFAULT_LIMIT, MAX_LIMIT>>,
    /// `nextCursor` of the previous response: the id of the last pattern that was compared. Only used if `dry_run` is
    /// true.
    #[param(default = 0)]
    cursor: Option<i32>,
}

/// Merge patterns that are the same
///
/// For admins. With `dry_run=true`, proposes merges of patterns of the library and changes nothing.
/// Otherwise makes the merges in the body: the evidence of each pattern moves to the one that remains, which keeps what
/// people wrote for it. If no merge can be made, the response is the first error. A merge can be undone; a pattern that a
/// person changed is then as it was. Patterns that a person changed are merged, but not proposed.
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
        MergeProblems,
    ),
)]
#[post("/api/patterns/regroup")]
pub(crate) async fn regroup(
    Admin(author): Admin,
    state: Data<ApiState>,
    Params(query): Params<RegroupQuery>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<RegroupView>, actix_web::Error> {
    let merges = merges(&request, payload).await?;
    let RegroupQuery { dry_run, limit, cursor } = query;
    if dry_run {
        if !merges.is_empty() {
            let sentence = "A request with dry_run=true makes no merges, so its body must have none.";
            return Err(ApiError::invalid_request(sentence).into());
        }
        let (after, limit) = (cursor.unwrap_or_default(), limit.unwrap_or_default());
        return Ok(Json(propose(&state, after, limit.into()).await?));
    }
    let mut made = Vec::with_capacity(merges.len());
    for (into, pattern) in merges {
        let merge = combine(&state.db, into, pattern, &author, Utc::now()).await;
        made.push((into, pattern, merge.map_err(ApiError::from)));
    }
    let results = results(made)?;
    let response =
        RegroupView { success: Success, dry_run, groups: vec![], results, compared: 0, next_cursor: None };
    Ok(Json(response))
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

/// How the merges ended: what each became, if any was made.
///
/// # Errors
/// The first error, if no merge was made.
fn results(merges: Vec<(i32, i32, Result<i64, ApiError>)>) -> Result<Vec<ResultView>, ApiError> {
    let is_any_made = merges.iter().any(|(.., merge)| merge.is_ok());
    let result = |(into, pattern, merge)| match merge {
        Ok(id) => Ok(ResultView { into, pattern, merge_id: Some(id), error: None }),
        Err(error) if is_any_made => {
            Ok(ResultView { into, pattern, merge_id: None, error: Some(logged(error)) })
        }
        Err(error) => Err(error),
    };
    merges.into_iter().map(result).collect()
}

/// The sentence of an error that is a part of a response. Those that are a response are logged when it is written.
fn logged(error: ApiError) -> String {
    if let Some(source) = &error.source {
        tracing::error!(error = %Report::new(source.as_ref()), "two patterns could not be merged");
    }
    error.problem.sentence
}

impl From<CombineError> for ApiError {
    fn from(error: CombineError) -> Self {
        match error {
            CombineError::NotFound(id) => {
                Self::with_sentence(ProblemCode::NotFound, format!("There is no pattern {id}."))
            }
            CombineError::Same => Self::invalid_request("A pattern cannot be merged into itself."),
            CombineError::Foreign(id) => {
                let sentence = format!(
                    "Another program changed pattern {id}, so its conversations do not tell what it says."
                );
                Self::with_sentence(ProblemCode::Conflict, sentence)
            }
            CombineError::Store(error) => error.into(),
        }
    }
}
