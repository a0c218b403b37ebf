//! `POST /api/patterns`

use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, post};
use chrono::Utc;
use gleaner_domain::pattern::{Content, PatternEdit};
use gleaner_persistence::library::{self, NewPattern};
use serde::Deserialize;
use utoipa::ToSchema;

use super::edit::ChangedView;
use super::etag::etag;
use super::fields;
use crate::access::Admin;
use crate::names::PatternTypeName;
use crate::problem::{ApiError, CreateProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

/// A pattern to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPattern)]
pub(crate) struct CreateBody {
    pattern_type: PatternTypeName,
    /// The customer's question, generalized; by default the first of the examples.
    #[schema(max_length = 500)]
    trigger_text: Option<String>,
    /// Questions as customers ask them.
    #[schema(min_items = 1, max_items = 20)]
    trigger_examples: Vec<String>,
    /// The reply, with `{{variables}}`.
    #[schema(max_length = 1600)]
    response_template: String,
    /// The confidence in the pattern; 0.5 by default.
    #[schema(minimum = 0, maximum = 1)]
    confidence_score: Option<f64>,
    /// Whether the reply may be sent without human review; false by default.
    auto_executable: Option<bool>,
    /// Has no effect: meaning is compared for every pattern if an embedding model is configured.
    #[serde(rename = "semantic_search_enabled")]
    _semantic_search_enabled: Option<bool>,
}

impl CreateBody {
    fn pattern(self) -> Result<NewPattern, ApiError> {
        let examples = fields::examples(&self.trigger_examples)?;
        let trigger = match self.trigger_text {
            Some(text) => fields::trigger("trigger_text", &text)?,
            None => examples[0].clone(),
        };
        Ok(NewPattern {
            content: Content {
                pattern_type: self.pattern_type.0,
                trigger,
                template: fields::template(&self.response_template)?,
            },
            fields: PatternEdit {
                examples: Some(examples),
                confidence: self.confidence_score.map(fields::confidence).transpose()?,
                auto_executable: self.auto_executable,
                ..PatternEdit::default()
            },
        })
    }
}

/// Create a pattern by hand
///
/// For admins. Its texts are not changed by later imports, which can confirm it.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    request_body(
        content = CreateBody,
        description = "The pattern",
        example = json!({
            "pattern_type": "hours",
            "trigger_examples": ["Are you open on public holidays?"],
            "response_template": "Yes, we are open every day from 6 am to midnight.",
            "confidence_score": 0.9,
        }),
    ),
    responses(
        (
            status = 201, description = "The pattern is created", body = ChangedView,
            headers(
                ("Location" = String, description = "The path of the pattern."),
                ("ETag" = String, description = "Identifies this revision of the pattern."),
            ),
        ),
        CreateProblems,
    ),
)]
#[post("/api/patterns")]
pub(crate) async fn create_pattern(
    Admin(author): Admin,
    state: Data<ApiState>,
    _: Params<NoParams>,
    body: Json<CreateBody>,
) -> Result<HttpResponse, ApiError> {
    let new = body.into_inner().pattern()?;
    let pattern = library::create(&state.db, &author, new, Utc::now()).await?;
    let mut response = HttpResponse::Created();
    response.insert_header((LOCATION, format!("/api/patterns/{}", pattern.id)));
    response.insert_header(etag(pattern.revision));
    Ok(response.json(ChangedView::new("The pattern was created.", pattern)))
}
