//! Macros of Zendesk.
//!
//! - Fields and actions: <https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/>. The API creates
//!   one macro with each request, so an entry of the list is the value of `macro` in a request.
//! - Placeholders: <https://support.zendesk.com/hc/en-us/articles/4408886858138-Zendesk-Support-placeholders-reference>

use gleaner_domain::pattern::ExchangedPattern;
use serde::Serialize;

use super::{with_blanks, with_placeholders};

const CUSTOMER: &str = "{{ticket.requester.first_name}}";

/// A macro that adds the reply to the ticket.
#[derive(Serialize)]
pub(crate) struct Macro {
    title: String,
    description: String,
    active: bool,
    actions: [Action; 1],
}

#[derive(Serialize)]
struct Action {
    field: &'static str,
    value: String,
}

impl From<&ExchangedPattern> for Macro {
    fn from(pattern: &ExchangedPattern) -> Self {
        let [pattern_type, trigger, template] = pattern.texts();
        let (confidence, conversations) = (pattern.confidence.value(), pattern.evidence_count);
        Self {
            title: with_blanks(trigger),
            description: format!(
                "Type: {pattern_type}. Confidence: {confidence}. Conversations: {conversations}."
            ),
            active: pattern.is_active,
            actions: [Action { field: "comment_value", value: with_placeholders(template, CUSTOMER) }],
        }
    }
}
