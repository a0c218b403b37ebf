//! A draft meets the library: it becomes a pattern, or confirms one. One at a time per type.

use chrono::{DateTime, Utc};
use gleaner_domain::merging::{self, KnownPattern, MergeDecision, MergeRules};
use gleaner_domain::{Confidence, ConversationKey, JobId, MessageId, PatternDraft, PatternType};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    Set,
};
use serde_json::json;

use crate::entities::{change, message_source, pattern, pattern_type};
use crate::error::Error;

/// Where a draft comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub job: JobId,
    pub conversation: &'a ConversationKey,
}

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merged {
    Created,
    Enhanced,
    Removed,
}

/// Makes merging patterns of this type wait until this transaction ends, in every worker: two
/// conversations with the same lesson make one pattern.
pub(crate) async fn lock(db: &impl ConnectionTrait, pattern_type: PatternType) -> Result<(), Error> {
    let locked = pattern_type::Entity::update_many()
        .col_expr(pattern_type::Column::Revision, Expr::col(pattern_type::Column::Revision).add(1))
        .filter(pattern_type::Column::PatternType.eq(pattern_type.as_str()))
        .exec(db)
        .await?;
    if locked.rows_affected == 1 { Ok(()) } else { Err(Error::Corrupt("pattern_types.pattern_type")) }
}

/// Creates the pattern of `draft` or raises the one that is the same, with evidence and history.
/// The caller holds the lock of the draft's type.
pub(crate) async fn merge(
    db: &impl ConnectionTrait,
    draft: &PatternDraft,
    source: Source<'_>,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<Merged, Error> {
    let (merged, before, after) = match merging::decide(draft, &known(db, draft.pattern_type).await?, rules) {
        MergeDecision::Removed => return Ok(Merged::Removed),
        MergeDecision::Create => (Merged::Created, None, create(db, draft, now).await?),
        MergeDecision::Enhance { id, confidence } => {
            let before = pattern::Entity::find_by_id(id)
                .one(db)
                .await?
                .ok_or(Error::Corrupt("decision_patterns.id"))?;
            let after = enhance(db, before.clone(), draft, confidence, now).await?;
            (Merged::Enhanced, Some(before), after)
        }
    };
    let contribution = after.confidence_score - before.as_ref().map_or(0.0, |before| before.confidence_score);
    record_change(db, before.as_ref(), &after, source, now).await?;
    record_sources(db, after.id, draft, source, contribution).await?;
    Ok(merged)
}

async fn known(db: &impl ConnectionTrait, pattern_type: PatternType) -> Result<Vec<KnownPattern>, Error> {
    let rows: Vec<(i32, String, f64, bool)> = pattern::Entity::find()
        .select_only()
        .columns([
            pattern::Column::Id,
            pattern::Column::TriggerText,
            pattern::Column::ConfidenceScore,
            pattern::Column::IsDeleted,
        ])
        .filter(pattern::Column::PatternType.eq(pattern_type.as_str()))
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(id, trigger, confidence, removed)| {
            let confidence = Confidence::new(confidence)
                .map_err(|_| Error::Corrupt("decision_patterns.confidence_score"))?;
            Ok(KnownPattern { id, trigger, confidence, removed })
        })
        .collect()
}

async fn create(
    db: &impl ConnectionTrait,
    draft: &PatternDraft,
    now: DateTime<Utc>,
) -> Result<pattern::Model, Error> {
    let variables: Vec<_> = draft.template.variables().iter().map(|variable| variable.name()).collect();
    let row = pattern::ActiveModel {
        pattern_type: Set(draft.pattern_type.as_str().to_owned()),
        pattern_signature: Set(draft.trigger.signature(draft.pattern_type)),
        trigger_text: Set(draft.trigger.as_str().to_owned()),
        trigger_keywords: Set(json!(draft.trigger.keywords())),
        trigger_examples: Set(json!([draft.trigger.as_str()])),
        response_template: Set(draft.template.as_str().to_owned()),
        template_variables: Set(json!(variables)),
        confidence_score: Set(draft.confidence.value()),
        learned_from: Set("csv_import".to_owned()),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    Ok(row.insert(db).await?)
}

async fn enhance(
    db: &impl ConnectionTrait,
    before: pattern::Model,
    draft: &PatternDraft,
    confidence: Confidence,
    now: DateTime<Utc>,
) -> Result<pattern::Model, Error> {
    let examples: Vec<String> = serde_json::from_value(before.trigger_examples.clone())
        .map_err(|_| Error::Corrupt("decision_patterns.trigger_examples"))?;
    let mut row = before.into_active_model();
    row.confidence_score = Set(confidence.value());
    row.trigger_examples = Set(json!(merging::with_example(examples, draft.trigger.as_str())));
    row.updated_at = Set(now);
    Ok(row.update(db).await?)
}

/// What a change can alter, so that it can be taken back.
fn snapshot(row: &pattern::Model) -> serde_json::Value {
    json!({
        "trigger_text": row.trigger_text,
        "response_template": row.response_template,
        "confidence_score": row.confidence_score,
        "trigger_examples": row.trigger_examples,
        "is_active": row.is_active,
        "is_deleted": row.is_deleted,
    })
}

async fn record_change(
    db: &impl ConnectionTrait,
    before: Option<&pattern::Model>,
    after: &pattern::Model,
    source: Source<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = change::ActiveModel {
        pattern_id: Set(after.id),
        import_job_id: Set(source.job.0),
        conversation_key: Set(source.conversation.as_str().to_owned()),
        change: Set(if before.is_some() { "enhanced" } else { "created" }.to_owned()),
        before: Set(before.map(snapshot)),
        after: Set(snapshot(after)),
        created_at: Set(now),
        ..Default::default()
    };
    change::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

async fn record_sources(
    db: &impl ConnectionTrait,
    pattern: i32,
    draft: &PatternDraft,
    source: Source<'_>,
    contribution: f64,
) -> Result<(), Error> {
    let row = |message: &MessageId, role: &str| message_source::ActiveModel {
        pattern_id: Set(pattern),
        message_id: Set(message.as_str().to_owned()),
        import_job_id: Set(source.job.0),
        conversation_key: Set(source.conversation.as_str().to_owned()),
        role: Set(role.to_owned()),
        confidence_contribution: Set((contribution * 1e4).round() / 1e4),
        ..Default::default()
    };
    let question = draft.question.iter().map(|message| row(message, "question"));
    let answer = draft.answer.iter().map(|message| row(message, "answer"));
    let rows: Vec<_> = question.chain(answer).collect();
    if !rows.is_empty() {
        message_source::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}
