//! A staged pattern and its row.

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::pattern::{Content, Edited, Evidence, StagedStatus};
use gleaner_domain::{Confidence, JobId, Pattern, ResponseTemplate, Trigger};
use sea_orm::Set;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::entities::staged_pattern::{ActiveModel, Model};
use crate::error::Error;

/// A pattern that an import has staged.
#[derive(Debug, Clone, PartialEq)]
pub struct StagedPattern {
    /// Its id.
    pub id: i32,
    /// Increases with every change and every conversation.
    pub revision: i64,
    /// The import.
    pub job: JobId,
    /// What it says, edits included.
    pub pattern: Pattern,
    /// The words of the trigger that it is found by.
    pub keywords: Vec<String>,
    /// The names of the variables in the reply.
    pub variables: Vec<String>,
    /// Whether somebody has decided on it.
    pub status: StagedStatus,
    /// The first conversation that it was extracted from, without personal data; `None` once it was deleted.
    pub preview: Option<String>,
    /// The keys of the conversations that it was extracted from, oldest first.
    pub conversations: Vec<String>,
    /// Who decided.
    pub reviewed_by: Option<String>,
    /// When it was decided.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// The reason of a rejection.
    pub notes: Option<String>,
    /// What was extracted, if a reviewer edited it.
    pub original: Option<Original>,
    /// Who edited it last.
    pub edited_by: Option<String>,
    /// When it was edited last.
    pub edited_at: Option<DateTime<Utc>>,
    /// The pattern of the library that it created or confirmed.
    pub approved_as: Option<i32>,
    /// When it was staged.
    pub created_at: DateTime<Utc>,
}

/// What a staged pattern said before a reviewer edited it.
#[derive(Debug, Clone, PartialEq)]
pub struct Original {
    /// The trigger.
    pub trigger: String,
    /// The template.
    pub template: String,
    /// 0 to 1.
    pub confidence: f64,
}

/// Without its conversations, which are in another table.
impl TryFrom<Model> for StagedPattern {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let original = row.original_trigger.clone().zip(row.original_response.clone());
        Ok(Self {
            id: row.id,
            revision: row.revision,
            job: JobId(row.import_job_id),
            pattern: pattern(&row)?,
            status: status(&row)?,
            keywords: list(row.trigger_keywords, "pattern_import_staging.trigger_keywords")?,
            variables: list(row.template_variables, "pattern_import_staging.template_variables")?,
            preview: row.conversation_preview,
            conversations: Vec::new(),
            reviewed_by: row.reviewed_by,
            reviewed_at: row.reviewed_at.map(|time| time.trunc_subsecs(3)),
            notes: row.review_notes,
            original: original
                .zip(row.original_confidence)
                .map(|((trigger, template), confidence)| Original { trigger, template, confidence }),
            edited_by: row.edited_by,
            edited_at: row.edited_at.map(|time| time.trunc_subsecs(3)),
            approved_as: row.pattern_id,
            created_at: row.created_at.trunc_subsecs(3),
        })
    }
}

pub(super) fn status(row: &Model) -> Result<StagedStatus, Error> {
    row.status.parse().map_err(|_| Error::Corrupt("pattern_import_staging.status"))
}

/// The pattern of a row. What a reviewer wrote is not changed by evidence.
pub(super) fn pattern(row: &Model) -> Result<Pattern, Error> {
    let examples: Vec<String> =
        list(row.trigger_examples.clone(), "pattern_import_staging.trigger_examples")?;
    Ok(Pattern {
        pattern_type: row
            .pattern_type
            .parse()
            .map_err(|_| Error::Corrupt("pattern_import_staging.pattern_type"))?,
        trigger: Trigger::stored(row.trigger_text.clone()),
        template: ResponseTemplate::stored(row.response_template.clone()),
        examples: examples.into_iter().map(Trigger::stored).collect(),
        confidence: Confidence::new(row.confidence_score)
            .map_err(|_| Error::Corrupt("pattern_import_staging.confidence_score"))?,
        auto_executable: false,
        is_active: true,
        is_removed: false,
        edited: edited(row),
    })
}

/// The pattern as it was extracted, if a reviewer edited it.
pub(super) fn extracted(row: &Model) -> Result<Option<Pattern>, Error> {
    let Some((trigger, template)) = row.original_trigger.clone().zip(row.original_response.clone()) else {
        return Ok(None);
    };
    let (trigger, template) = (Trigger::stored(trigger), ResponseTemplate::stored(template));
    Ok(Some(Pattern { trigger, template, edited: Edited::default(), ..pattern(row)? }))
}

/// Which texts a reviewer wrote.
pub(super) fn edited(row: &Model) -> Edited {
    let differs = |original: &Option<String>, now: &String| original.as_ref().is_some_and(|text| text != now);
    Edited {
        trigger: differs(&row.original_trigger, &row.trigger_text),
        template: differs(&row.original_response, &row.response_template),
    }
}

/// Whether a reviewer set the confidence.
pub(super) fn is_confidence_set(row: &Model) -> bool {
    row.original_confidence.is_some_and(|original| original != row.confidence_score)
}

/// Adds what a reviewer wrote to the evidence.
pub(super) fn add_edit(row: &Model, evidence: &mut [Evidence]) -> Result<(), Error> {
    let (pattern, edited) = (pattern(row)?, edited(row));
    if let Some(first) = evidence.first_mut() {
        first.edit.trigger = edited.trigger.then_some(pattern.trigger);
        first.edit.template = edited.template.then_some(pattern.template);
    }
    // The reviewer set the confidence after all of the evidence.
    if let Some(last) = evidence.last_mut() {
        last.edit.confidence = is_confidence_set(row).then_some(pattern.confidence);
    }
    Ok(())
}

fn list<T: DeserializeOwned>(value: Value, column: &'static str) -> Result<Vec<T>, Error> {
    serde_json::from_value(value).map_err(|_| Error::Corrupt(column))
}

/// Sets the columns that follow from the pattern.
pub(super) fn set(row: &mut ActiveModel, pattern: &Pattern) {
    let examples: Vec<_> = pattern.examples.iter().map(Trigger::as_str).collect();
    let variables: Vec<_> = pattern.template.variables().iter().map(|variable| variable.name()).collect();
    let Content { pattern_type, trigger, template } = pattern.content();
    row.pattern_type = Set(pattern_type.as_str().to_owned());
    row.pattern_signature = Set(pattern.signature());
    row.trigger_text = Set(trigger.as_str().to_owned());
    row.trigger_keywords = Set(json!(trigger.keywords()));
    row.trigger_examples = Set(json!(examples));
    row.response_template = Set(template.as_str().to_owned());
    row.template_variables = Set(json!(variables));
    row.confidence_score = Set(pattern.confidence.value());
    row.language = Set(pattern.language().map(|language| language.code().to_owned()));
}
