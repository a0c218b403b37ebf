//! `POST /api/patterns/match`

mod body;

use actix_web::post;
use actix_web::web::{Data, Json, block};
use gleaner_domain::matching::{self, Match};
use gleaner_domain::template::{Values, without_variables};
use gleaner_domain::{Asked, ResponseTemplate};
use gleaner_persistence::library::PatternFilter;
use serde::Serialize;
use utoipa::ToSchema;

use super::candidates::candidates;
use super::test::MatchedPattern;
use crate::access::Staff;
use crate::names::Success;
use crate::problem::{ApiError, BodyProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;
use body::MatchBody;

/// A pattern that matches a message, with its reply.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FilledMatch)]
pub(crate) struct FilledView {
    pattern: MatchedPattern,
    /// The similarity of the question and the most similar question of the pattern, 0 to 1.
    #[schema(example = 0.82)]
    similarity: f64,
    /// The confidence in the reply for this message, 0 to 1.
    #[schema(example = 0.64)]
    confidence: f64,
    /// Whether the reply could be sent without human review.
    would_execute: bool,
    /// The reply with the values that are known. Variables without a value are still in it, in braces.
    #[schema(example = "We have replaced the lamp in bay 3.")]
    response: String,
    /// The names of the variables without a value.
    missing: Vec<String>,
    /// The reply with all its `{{variables}}`.
    #[schema(example = "We have replaced the lamp in bay {{bay_number}}.")]
    response_template: String,
}

impl FilledView {
    fn new(found: Match, asked: &Asked, context: &Values) -> Self {
        let mut values = asked.values_for(&found.pattern);
        values.extend(context.clone());
        let (confidence, may_act) = (found.confidence(), found.may_act());
        let Match { pattern, similarity } = found;
        let filled = ResponseTemplate::stored(pattern.template.clone()).filled(&values);
        let rounded = |number: f64| (number * 1e4).round() / 1e4;
        Self {
            pattern: MatchedPattern { id: pattern.id, pattern_type: pattern.pattern_type.into() },
            similarity: rounded(similarity),
            confidence: rounded(confidence),
            would_execute: may_act && filled.missing.is_empty(),
            response: filled.text,
            missing: filled.missing,
            response_template: pattern.template,
        }
    }
}

/// The patterns that match a message best.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternMatches)]
pub(crate) struct MatchesView {
    #[schema(inline)]
    success: Success,
    /// What was compared with the questions of patterns: the question in the message, in general terms.
    #[schema(example = "The lamp in bay {{bay_number}} is off")]
    question: String,
    /// The highest confidence first.
    matches: Vec<FilledView>,
}

/// Find the patterns that match a message best, and fill in their replies
///
/// For admins, operators and support. The question in the message is compared with those of active patterns by its words and,
/// if an embedding model is configured, by its meaning. A variable of a reply gets its value from `context`, or from the
/// message if the question of the pattern has the same variable and the message has one such value. Nothing is sent to a
/// customer or stored.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    request_body(
        content = MatchBody,
        description = "The message and what is known about it",
        example = json!({ "message": "Hi! The lamp in bay 3 is off", "context": { "customer_name": "Ann" }, "limit": 5 }),
    ),
    responses(
        (status = 200, description = "The best matches", body = MatchesView),
        BodyProblems,
    ),
)]
#[post("/api/patterns/match")]
pub(crate) async fn match_message(
    _staff: Staff,
    state: Data<ApiState>,
    _: Params<NoParams>,
    body: Json<MatchBody>,
) -> Result<Json<MatchesView>, ApiError> {
    let request = body.into_inner().checked()?;
    let (asks, message) = (state.asked.clone(), request.message);
    // Reading a message and comparing it with hundreds of patterns takes too long for a thread that serves requests.
    let asked = block(move || asks(&message)).await.map_err(ApiError::internal)?;
    let question = without_variables(&asked.question);
    let candidates = candidates(&state, &question, &PatternFilter::active()).await?;
    let found = block(move || matching::matches(&question, candidates)).await.map_err(ApiError::internal)?;
    let best = found.into_iter().take(request.limit);
    let matches = best.map(|found| FilledView::new(found, &asked, &request.context)).collect();
    Ok(Json(MatchesView { success: Success, question: asked.question, matches }))
}
