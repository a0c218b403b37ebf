//! The schema of the response. It is strict: every field is required, and no other is allowed. The model writes the fields in
//! this order, so the evidence comes first, and the confidence last.

use async_openai::types::chat::ResponseFormat;
use async_openai::types::chat::ResponseFormatJsonSchema;
use gleaner_domain::{NoPatternReason, Variable};
use serde_json::{Value, json};
use strum::VariantArray;

use crate::types::PatternTypes;

/// The reasons that only a reader of the conversation can give. The others are found without a model.
pub(super) const REASONS: [NoPatternReason; 4] = [
    NoPatternReason::NoQuestion,
    NoPatternReason::NoAnswer,
    NoPatternReason::CaseSpecific,
    NoPatternReason::SmallTalk,
];

/// The `response_format` of a request.
pub(super) fn response_format(types: &PatternTypes) -> ResponseFormat {
    ResponseFormat::JsonSchema {
        json_schema: ResponseFormatJsonSchema {
            name: "reply_pattern".to_owned(),
            description: Some(
                "The one reusable reply pattern of a conversation, or why there is none.".to_owned(),
            ),
            schema: schema(types),
            strict: Some(true),
        },
    }
}

fn schema(types: &PatternTypes) -> Value {
    let types: Vec<_> =
        types.iter().map(|(pattern_type, _)| Some(pattern_type.as_str().to_owned())).chain([None]).collect();
    let reasons: Vec<_> = REASONS.iter().map(|reason| Some(reason.as_str())).chain([None]).collect();
    let variables: Vec<_> = Variable::VARIANTS.iter().map(|variable| variable.name()).collect();
    let indices = json!({"type": "array", "items": {"type": "integer"}});
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "question_messages": indices,
            "answer_messages": indices,
            "outcome": {"type": "string", "enum": ["pattern", "none"]},
            "reason": {"type": ["string", "null"], "enum": reasons},
            "type": {"type": ["string", "null"], "enum": types},
            "trigger": {"type": ["string", "null"]},
            "template": {"type": ["string", "null"]},
            "variables": {"type": "array", "items": {"type": "string", "enum": variables}},
            // Without bounds, which some compatible servers refuse. The instructions state them.
            "confidence": {"type": ["number", "null"]},
        },
        "required": [
            "question_messages", "answer_messages", "outcome", "reason", "type", "trigger", "template", "variables",
            "confidence",
        ],
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_property_is_required_and_no_other_is_allowed() {
        let schema = schema(&PatternTypes::built_in());
        let properties: BTreeSet<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        let required: BTreeSet<String> = serde_json::from_value(schema["required"].clone()).unwrap();
        assert_eq!(properties, required);
        assert_eq!(schema["additionalProperties"], false);
    }
}
