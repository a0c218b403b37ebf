//! The messages that a pattern was taken from. The table `pattern_message_sources` is derived from the evidence, for
//! other programs that read it.

use gleaner_domain::pattern::{Evidence, History};
use gleaner_domain::{JobId, MessageId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use crate::Database;
use crate::entities::message_source::{ActiveModel, Column, Entity};
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
    insert_all(db, rows(pattern, evidence, contribution)).await
}

fn rows(pattern: i32, evidence: &Evidence, contribution: f64) -> Vec<ActiveModel> {
    let row = |message: &MessageId, role: &str| ActiveModel {
        pattern_id: Set(pattern),
        message_id: Set(message.as_str().to_owned()),
        import_job_id: Set(evidence.source.job.0),
        conversation_key: Set(evidence.source.key.as_str().to_owned()),
        role: Set(role.to_owned()),
        confidence_contribution: Set(rounded(contribution)),
        ..Default::default()
    };
    let question = evidence.draft.question.iter().map(|message| row(message, "question"));
    let answer = evidence.draft.answer.iter().map(|message| row(message, "answer"));
    question.chain(answer).collect()
}

async fn insert_all(db: &impl ConnectionTrait, rows: Vec<ActiveModel>) -> Result<(), Error> {
    for chunk in rows.chunks(Database::rows_per_statement(6)) {
        Entity::insert_many(chunk.to_vec()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Replaces the messages of patterns with those in their histories.
pub(super) async fn replace_all(
    db: &impl ConnectionTrait,
    patterns: impl Iterator<Item = (i32, &History)>,
) -> Result<(), Error> {
    let (mut ids, mut new) = (Vec::new(), Vec::new());
    for (pattern, history) in patterns {
        ids.push(pattern);
        for (evidence, contribution) in history.contributions() {
            new.extend(rows(pattern, evidence, contribution));
        }
    }
    Entity::delete_many().filter(Column::PatternId.is_in(ids)).exec(db).await?;
    insert_all(db, new).await
}

/// The conversations of a pattern, oldest first.
pub(super) fn of_history(history: &History) -> Vec<PatternSource> {
    let ids = |messages: &[MessageId]| messages.iter().map(|id| id.as_str().to_owned()).collect();
    let source = |(evidence, contribution): (&Evidence, f64)| PatternSource {
        job: evidence.source.job,
        conversation: evidence.source.key.as_str().to_owned(),
        question: ids(&evidence.draft.question),
        answer: ids(&evidence.draft.answer),
        contribution: rounded(contribution),
    };
    history.contributions().into_iter().map(source).collect()
}

/// Rounded like a confidence.
fn rounded(contribution: f64) -> f64 {
    (contribution * 1e4).round() / 1e4
}
