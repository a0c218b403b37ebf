//! The JSON of drafts, contents and edits in the history.

use gleaner_domain::pattern::{Content, PatternEdit};
use gleaner_domain::{Confidence, JobId, MessageId, PatternDraft, PatternType, ResponseTemplate, Trigger};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::Error;

const CORRUPT_DRAFT: Error = Error::Corrupt("pattern_evidence.draft");
const CORRUPT_CONTENT: Error = Error::Corrupt("pattern_changes.content");
const CORRUPT_DETAIL: Error = Error::Corrupt("pattern_changes.detail");

#[derive(Serialize, Deserialize)]
struct StoredDraft {
    r#type: String,
    trigger: String,
    template: String,
    /// Variables and keywords follow from the texts. They are stored for readers of the table.
    variables: Vec<String>,
    keywords: Vec<String>,
    confidence: f64,
    question: Vec<String>,
    answer: Vec<String>,
}

pub(crate) fn encode_draft(draft: &PatternDraft) -> Result<Value, Error> {
    let texts = |ids: &[MessageId]| ids.iter().map(|id| id.as_str().to_owned()).collect();
    let variables = draft.template.variables().iter().map(|variable| variable.name());
    let stored = StoredDraft {
        r#type: draft.pattern_type.as_str().to_owned(),
        trigger: draft.trigger.as_str().to_owned(),
        template: draft.template.as_str().to_owned(),
        variables: variables.collect(),
        keywords: draft.trigger.keywords(),
        confidence: draft.confidence.value(),
        question: texts(&draft.question),
        answer: texts(&draft.answer),
    };
    serde_json::to_value(stored).map_err(|_| CORRUPT_DRAFT)
}

pub(crate) fn decode_draft(stored: Value) -> Result<PatternDraft, Error> {
    let stored: StoredDraft = serde_json::from_value(stored).map_err(|_| CORRUPT_DRAFT)?;
    let ids = |texts: Vec<String>| {
        texts.iter().map(|id| MessageId::parse(id).ok()).collect::<Option<_>>().ok_or(CORRUPT_DRAFT)
    };
    Ok(PatternDraft {
        pattern_type: stored.r#type.parse().map_err(|_| CORRUPT_DRAFT)?,
        trigger: Trigger::stored(stored.trigger),
        template: ResponseTemplate::stored(stored.template),
        confidence: Confidence::new(stored.confidence).map_err(|_| CORRUPT_DRAFT)?,
        question: ids(stored.question)?,
        answer: ids(stored.answer)?,
    })
}

#[derive(Serialize, Deserialize)]
struct StoredContent {
    r#type: String,
    trigger: String,
    template: String,
}

pub(super) fn encode_content(content: &Content) -> Result<Value, Error> {
    let stored = StoredContent {
        r#type: content.pattern_type.as_str().to_owned(),
        trigger: content.trigger.as_str().to_owned(),
        template: content.template.as_str().to_owned(),
    };
    serde_json::to_value(stored).map_err(|_| CORRUPT_CONTENT)
}

pub(super) fn decode_content(stored: Value) -> Result<Content, Error> {
    let stored: StoredContent = serde_json::from_value(stored).map_err(|_| CORRUPT_CONTENT)?;
    let pattern_type: PatternType = stored.r#type.parse().map_err(|_| CORRUPT_CONTENT)?;
    Ok(Content {
        pattern_type,
        trigger: Trigger::stored(stored.trigger),
        template: ResponseTemplate::stored(stored.template),
    })
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredEdit {
    #[serde(skip_serializing_if = "Option::is_none")]
    trigger: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    examples: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_executable: Option<bool>,
}

pub(super) fn encode_edit(edit: &PatternEdit) -> Result<Value, Error> {
    let text = |trigger: &Trigger| trigger.as_str().to_owned();
    let stored = StoredEdit {
        trigger: edit.trigger.as_ref().map(text),
        template: edit.template.as_ref().map(|template| template.as_str().to_owned()),
        examples: edit.examples.as_ref().map(|examples| examples.iter().map(text).collect()),
        confidence: edit.confidence.map(Confidence::value),
        is_active: edit.is_active,
        auto_executable: edit.auto_executable,
    };
    serde_json::to_value(stored).map_err(|_| CORRUPT_DETAIL)
}

pub(super) fn decode_edit(stored: Value) -> Result<PatternEdit, Error> {
    let stored: StoredEdit = serde_json::from_value(stored).map_err(|_| CORRUPT_DETAIL)?;
    let confidence = stored.confidence.map(Confidence::new).transpose().map_err(|_| CORRUPT_DETAIL)?;
    Ok(PatternEdit {
        trigger: stored.trigger.map(Trigger::stored),
        template: stored.template.map(ResponseTemplate::stored),
        examples: stored.examples.map(|texts| texts.into_iter().map(Trigger::stored).collect()),
        confidence,
        is_active: stored.is_active,
        auto_executable: stored.auto_executable,
    })
}

pub(super) fn encode_job(job: JobId) -> Value {
    json!({ "import_job_id": job.to_string() })
}

pub(super) fn decode_job(stored: &Value) -> Result<JobId, Error> {
    let id = stored["import_job_id"].as_str().and_then(|id| id.parse().ok());
    id.map(JobId).ok_or(CORRUPT_DETAIL)
}

pub(super) fn encode_pattern(id: i32) -> Value {
    json!({ "pattern_id": id })
}

pub(super) fn decode_pattern(stored: &Value) -> Result<i32, Error> {
    let id = stored["pattern_id"].as_i64().and_then(|id| id.try_into().ok());
    id.ok_or(CORRUPT_DETAIL)
}
