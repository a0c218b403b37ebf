//! `POST /api/patterns/regroup` and `POST /api/patterns/merges/{mergeId}/undo`

use std::collections::BTreeSet;

use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::web::{Data, Json, Path, Payload};
use actix_web::{FromRequest, HttpRequest, post};
use chrono::Utc;
use error_reporter::Report;
use gleaner_domain::ProblemCode;
use gleaner_domain::pattern::Actor;
use gleaner_persistence::library::StoredPattern;
use gleaner_persistence::library::regroup::{
    CombineError, Proposal, SeparateError, Separated, combine, proposals, separate,
};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::Admin;
use crate::names::{PatternTypeName, Success};
use crate::paging::Limit;
use crate::problem::{ApiError, BodyProblems, UndoProblems, not_found};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// Patterns that one request compares, unless it has a `limit`: a few seconds for a library of 100,000 patterns.
const DEFAULT_LIMIT: u16 = 200;
const MAX_LIMIT: u16 = 1_000;
/// The maximum number of patterns that one request merges.
const MAX_MERGES: usize = 100;

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

/// The id of a pattern. JSON does not distinguish `1.0` from `1`.
#[derive(Debug, Clone, Copy)]
struct PatternId(i32);

impl<'de> Deserialize<'de> for PatternId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        let id = number as i32;
        if f64::from(id) == number { Ok(Self(id)) } else { Err(D::Error::custom("expected an id")) }
    }
}

/// Merges to make.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegroupRequest)]
pub(crate) struct RegroupBody {
    /// At most 100 patterns together.
    #[serde(default)]
    #[schema(max_items = 100)]
    merges: Vec<MergeBody>,
}

/// Patterns that are the same.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PatternMerge)]
pub(crate) struct MergeBody {
    /// The pattern that remains.
    #[schema(value_type = i32, example = 12)]
    into: PatternId,
    /// The patterns whose evidence it gets.
    #[schema(value_type = Vec<i32>, max_items = 100, example = json!([48, 51]))]
    patterns: Vec<PatternId>,
}

/// What a pattern says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternSummary)]
pub(crate) struct SummaryView {
    id: i32,
    pattern_type: PatternTypeName,
    /// The customer's question, generalized.
    trigger_text: String,
    /// The reply, with `{{variables}}`.
    response_template: String,
}

/// A pattern that may be merged into an older one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternToMerge)]
pub(crate) struct MemberView {
    #[serde(flatten)]
    pattern: SummaryView,
    /// The probability that it is the same as the oldest one, 0 to 1.
    #[schema(example = 0.93)]
    probability: f64,
}

/// Patterns that are probably the same.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternGroup)]
pub(crate) struct GroupView {
    /// The oldest one, which remains.
    into: SummaryView,
    /// The others, the oldest first.
    patterns: Vec<MemberView>,
}

/// What became of a pattern that was to be merged.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatternMergeResult)]
pub(crate) struct ResultView {
    into: i32,
    pattern: i32,
    /// Identifies the merge, to undo it; null if the patterns were not merged.
    #[schema(required)]
    merge_id: Option<i64>,
    /// Why the patterns were not merged, as a human-readable sentence; null if they were.
    #[schema(required)]
    error: Option<String>,
}

/// Merges that are proposed or were made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Regrouping)]
pub(crate) struct RegroupView {
    #[schema(inline)]
    success: Success,
    /// Whether merges are proposed, and none was made.
    dry_run: bool,
    /// The proposals, the largest group first. Empty unless `dryRun` is true.
    groups: Vec<GroupView>,
    /// The merges, in the order of the request. Empty if `dryRun` is true.
    results: Vec<ResultView>,
    /// How many patterns were compared with older ones.
    compared: u64,
    /// The `cursor` for the patterns that are newer than those; null if there are none.
    #[schema(required)]
    next_cursor: Option<i32>,
}

/// The patterns of a merge that was undone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UndoneMerge)]
pub(crate) struct UndoneView {
    #[schema(inline)]
    success: Success,
    /// The pattern that exists again.
    pattern: i32,
    /// The pattern that had its evidence.
    from: i32,
}

impl From<StoredPattern> for SummaryView {
    fn from(stored: StoredPattern) -> Self {
        Self {
            id: stored.id,
            pattern_type: stored.pattern.pattern_type.into(),
            trigger_text: stored.pattern.trigger.to_string(),
            response_template: stored.pattern.template.to_string(),
        }
    }
}

impl From<Proposal> for GroupView {
    fn from(proposal: Proposal) -> Self {
        let members = proposal.from.into_iter().map(|(pattern, probability)| MemberView {
            pattern: pattern.into(),
            probability: (probability * 1e4).round() / 1e4,
        });
        Self { into: proposal.into.into(), patterns: members.collect() }
    }
}

/// Merge patterns that are the same
///
/// For admins. With `dry_run=true`, proposes merges of patterns of the library and changes nothing.
/// Otherwise makes the merges in the body: the evidence of each pattern moves to the one that remains. A merge can be
/// undone. A pattern that a person changed can only be the one that remains.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(RegroupQuery),
    request_body(
        content = Option<RegroupBody>,
        description = "The merges to make; none if there is no body",
        example = json!({ "merges": [{ "into": 1, "patterns": [2] }] }),
    ),
    responses(
        (status = 200, description = "The proposals or the results", body = RegroupView),
        BodyProblems,
    ),
)]
#[post("/api/patterns/regroup")]
pub(crate) async fn regroup(
    Admin(user): Admin,
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
        results.push(merge(&state, into, pattern, Actor::User(user.id.clone())).await);
    }
    let made =
        RegroupView { success: Success, dry_run, groups: vec![], results, compared: 0, next_cursor: None };
    Ok(Json(made))
}

fn has_body(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let is_empty = headers.get(CONTENT_LENGTH).is_none_or(|length| length == "0");
    !is_empty || headers.contains_key(TRANSFER_ENCODING)
}

/// The merges in the body: the pattern that remains, and the one whose evidence it gets.
async fn merges(request: &HttpRequest, payload: Payload) -> Result<Vec<(i32, i32)>, actix_web::Error> {
    if !has_body(request) {
        return Ok(vec![]);
    }
    let body = Json::<Option<RegroupBody>>::from_request(request, &mut payload.into_inner()).await?;
    let merges = body.into_inner().unwrap_or_default().merges.into_iter();
    let merges = merges.flat_map(|merge| merge.patterns.into_iter().map(move |from| (merge.into.0, from.0)));
    let merges: Vec<_> = merges.collect();
    if merges.len() > MAX_MERGES {
        let sentence = format!("A request merges at most {MAX_MERGES} patterns.");
        return Err(ApiError::invalid_request(sentence).into());
    }
    Ok(merges)
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
async fn merge(state: &ApiState, into: i32, pattern: i32, actor: Actor) -> ResultView {
    let (merge_id, error) = match combine(&state.db, into, pattern, actor, Utc::now()).await {
        Ok(merge) => (Some(merge), None),
        Err(CombineError::Store(error)) => {
            tracing::error!(error = %Report::new(&error), "two patterns could not be merged");
            (None, Some(ProblemCode::Internal.sentence().to_owned()))
        }
        Err(refused) => (None, Some(sentence(&refused))),
    };
    ResultView { into, pattern, merge_id, error }
}

fn sentence(error: &CombineError) -> String {
    match error {
        CombineError::NotFound(id) => format!("There is no pattern {id}."),
        CombineError::Same => "A pattern cannot be merged into itself.".to_owned(),
        CombineError::Changed(id) => {
            format!("A person changed pattern {id}, so it can only be the one that remains.")
        }
        CombineError::Foreign(id) => {
            format!("Another program changed pattern {id}, so its conversations do not tell what it says.")
        }
        CombineError::Store(_) => ProblemCode::Internal.sentence().to_owned(),
    }
}

/// Undo a merge
///
/// For admins. The evidence moves back to the pattern that was merged. Both patterns are computed again.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    params(("mergeId" = i64, Path, description = "`mergeId` of the result", example = 1)),
    responses(
        (status = 200, description = "The merge is undone", body = UndoneView),
        UndoProblems,
    ),
)]
#[post("/api/patterns/merges/{mergeId}/undo")]
pub(crate) async fn undo_merge(
    Admin(user): Admin,
    state: Data<ApiState>,
    merge: Path<i64>,
    _: Params<NoParams>,
) -> Result<Json<UndoneView>, ApiError> {
    match separate(&state.db, *merge, Actor::User(user.id), Utc::now()).await {
        Ok(Separated { pattern, from }) => Ok(Json(UndoneView { success: Success, pattern, from })),
        Err(SeparateError::NotFound) => Err(not_found()),
        Err(SeparateError::Undone) => Err(conflict("The merge was undone before.")),
        Err(SeparateError::MovedAgain) => {
            Err(conflict("A later merge moved the evidence again. Undo that one first."))
        }
        Err(SeparateError::Store(error)) => Err(error.into()),
    }
}

fn conflict(sentence: &str) -> ApiError {
    ApiError::with_sentence(ProblemCode::Conflict, sentence)
}
