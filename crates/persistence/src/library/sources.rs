//! The messages that a pattern was taken from. The table `pattern_message_sources` is derived from the evidence, for
//! other programs that read it.

use gleaner_domain::MessageId;
use gleaner_domain::pattern::{Evidence, History};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use crate::Database;
use crate::entities::message_source::{ActiveModel, Column, Entity};
use crate::error::Error;

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

/// Rounded like a confidence.
fn rounded(contribution: f64) -> f64 {
    (contribution * 1e4).round() / 1e4
}
