//! `POST /api/patterns/test`

use actix_web::post;
use actix_web::web::{Data, Json, block};
use gleaner_domain::matching::{self, MIN_CONFIDENCE_TO_ACT, MIN_MEANING, MIN_SIMILARITY, Match};
use gleaner_persistence::library::PatternFilter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::candidates::{candidates, check_message};
use crate::access::Staff;
use crate::names::{PatternTypeName, Success};
use crate::problem::{ApiError, BodyProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TestMessage)]
pub(crate) struct TestMessage {
    /// A message as a customer might write it.
    #[schema(min_length = 1, max_length = 1600, example = "The simulator in bay 3 is frozen")]
    message: String,
}

/// What a program could do with a match. Nothing is sent by this service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MatchAction {
    /// Send the reply.
    Execute,
    /// Show the reply to a person.
    Suggest,
    /// No pattern matches.
    None,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MatchedPattern {
    pub(super) id: i32,
    pub(super) pattern_type: PatternTypeName,
}

/// The pattern that matches a message best.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatternMatch)]
pub(crate) struct MatchView {
    /// Whether the reply could be sent without human review.
    would_execute: bool,
    /// The confidence in the reply for this message, 0 to 1; 0 if no pattern matches.
    confidence: f64,
    /// The reply with its `{{variables}}`; null if no pattern matches.
    #[schema(required)]
    response: Option<String>,
    action: MatchAction,
    /// Null if no pattern matches.
    #[schema(required)]
    pattern: Option<MatchedPattern>,
    /// The reason for the result, as a human-readable sentence.
    reasoning: String,
}

impl MatchView {
    /// The result if no pattern matches. `compares_meaning` states whether the meaning was compared as well.
    fn none(compares_meaning: bool) -> Self {
        let by_meaning = match compares_meaning {
            true => format!(" by its words, or of {MIN_MEANING} or more by its meaning"),
            false => String::new(),
        };
        Self {
            would_execute: false,
            confidence: 0.0,
            response: None,
            action: MatchAction::None,
            pattern: None,
            reasoning: format!("No active pattern has a similarity of {MIN_SIMILARITY} or more{by_meaning}."),
        }
    }

    fn new(found: Match) -> Self {
        let (would_execute, confidence) = (found.may_act(), found.confidence());
        let Match { pattern, similarity } = found;
        Self {
            would_execute,
            confidence: (confidence * 1e4).round() / 1e4,
            action: if would_execute { MatchAction::Execute } else { MatchAction::Suggest },
            pattern: Some(MatchedPattern { id: pattern.id, pattern_type: pattern.pattern_type.into() }),
            reasoning: format!(
                "Pattern {} has a similarity of {similarity:.2} and a confidence of {:.2}; a reply \
                 can be sent without human review from a confidence of {MIN_CONFIDENCE_TO_ACT}, if the pattern allows it.",
                pattern.id,
                pattern.confidence.value(),
            ),
            response: Some(pattern.template),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternTest)]
pub(crate) struct TestView {
    #[schema(inline)]
    success: Success,
    result: MatchView,
}

/// Find the pattern that matches a message best
///
/// For admins, operators and support. Questions are compared by their words and, if an embedding model is configured, by
/// their meaning. Nothing is sent to a customer or stored.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    request_body(
        content = TestMessage,
        description = "The message",
        example = json!({ "message": "The simulator in bay 3 is frozen" }),
    ),
    responses(
        (status = 200, description = "The best match", body = TestView),
        BodyProblems,
    ),
)]
#[post("/api/patterns/test")]
pub(crate) async fn test_pattern(
    _staff: Staff,
    state: Data<ApiState>,
    _: Params<NoParams>,
    body: Json<TestMessage>,
) -> Result<Json<TestView>, ApiError> {
    let TestMessage { message } = body.into_inner();
    check_message(&message)?;
    let candidates = candidates(&state, &message, &PatternFilter::active()).await?;
    // Comparing with hundreds of patterns takes too long for a thread that serves requests.
    let found = block(move || matching::matches(&message, candidates)).await.map_err(ApiError::internal)?;
    let result =
        found.into_iter().next().map_or_else(|| MatchView::none(state.meaning.is_some()), MatchView::new);
    Ok(Json(TestView { success: Success, result }))
}
