//! `pattern_message_sources`: the messages that a pattern was taken from. It is derived from the evidence, for
//! readers that know the table.

use gleaner_domain::pattern::{Evidence, History};
use gleaner_domain::{JobId, MessageId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::entities::message_source::{ActiveModel, Column, Entity, Model};
use crate::error::Error;

/// One conversation that created or confirmed a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternSource {
    /// The import.
    pub job: JobId,
    /// The key of the conversation in the import.
    pub conversation: String,
    /// The ids of the customer's messages that contain the question.
    pub question: Vec<String>,
    /// The ids of the operator's messages that the reply was taken from.
    pub answer: Vec<String>,
    /// What the conversation added to the confidence, 0 to 1.
    pub contribution: f64,
}

/// Stores the messages of one piece of evidence, which added `contribution` to the confidence.
pub(super) async fn insert(
    db: &impl ConnectionTrait,
    pattern: i32,
    evidence: &Evidence,
    contribution: f64,
) -> Result<(), Error> {
    let row = |message: &MessageId, role: &str| ActiveModel {
        pattern_id: Set(pattern),
        message_id: Set(message.as_str().to_owned()),
        import_job_id: Set(evidence.source.job.0),
        conversation_key: Set(evidence.source.key.as_str().to_owned()),
        role: Set(role.to_owned()),
        confidence_contribution: Set((contribution * 1e4).round() / 1e4),
        ..Default::default()
    };
    let question = evidence.draft.question.iter().map(|message| row(message, "question"));
    let answer = evidence.draft.answer.iter().map(|message| row(message, "answer"));
    let rows: Vec<_> = question.chain(answer).collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Replaces the messages of a pattern by those of its history.
pub(super) async fn replace(db: &impl ConnectionTrait, pattern: i32, history: &History) -> Result<(), Error> {
    Entity::delete_many().filter(Column::PatternId.eq(pattern)).exec(db).await?;
    for (evidence, contribution) in history.contributions() {
        insert(db, pattern, evidence, contribution).await?;
    }
    Ok(())
}

/// The conversations of a pattern, oldest first.
pub(super) async fn of_pattern(db: &impl ConnectionTrait, pattern: i32) -> Result<Vec<PatternSource>, Error> {
    let rows = Entity::find().filter(Column::PatternId.eq(pattern)).order_by_asc(Column::Id).all(db).await?;
    Ok(by_conversation(rows))
}

fn by_conversation(rows: Vec<Model>) -> Vec<PatternSource> {
    let mut sources: Vec<PatternSource> = Vec::new();
    for row in rows {
        let known = sources.iter().rposition(|source| {
            source.job.0 == row.import_job_id && source.conversation == row.conversation_key
        });
        let index = known.unwrap_or_else(|| {
            sources.push(PatternSource {
                job: JobId(row.import_job_id),
                conversation: row.conversation_key.clone(),
                question: Vec::new(),
                answer: Vec::new(),
                contribution: row.confidence_contribution,
            });
            sources.len() - 1
        });
        let source = &mut sources[index];
        match row.role.as_str() {
            "question" => source.question.push(row.message_id),
            _ => source.answer.push(row.message_id),
        }
    }
    sources
}
