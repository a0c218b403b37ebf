//! The body of an error response.

use serde::Serialize;
use utoipa::ToSchema;

use super::details::Details;

/// The media type of every error.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// Problem details (RFC 9457) with the properties that the admin page reads.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProblemBody {
    /// The page that explains the type of problem.
    #[schema(format = "uri-reference")]
    pub r#type: String,
    /// A short summary of the type of problem.
    pub title: &'static str,
    pub status: u16,
    /// What happened, as a human-readable sentence.
    pub detail: String,
    /// The path of the request.
    #[schema(format = "uri-reference")]
    pub instance: String,
    pub success: bool,
    pub code: &'static str,
    /// The sentence to show to a person.
    pub error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub details: Option<Box<Details>>,
    /// The id of this request in the service's log; also in `X-Request-Id`.
    pub request_id: String,
}
