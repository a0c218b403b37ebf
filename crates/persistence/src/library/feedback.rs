//! Counting what people do with the replies of patterns.

use chrono::{DateTime, Utc};
use gleaner_domain::pattern::FeedbackOutcome;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use super::quality;
use crate::Database;
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;

/// How the replies of a pattern were used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternUse {
    /// Replies sent with it, and replies that people rejected.
    pub executions: i32,
    /// The successful ones among them.
    pub successes: i32,
    /// When the last reply was sent with it.
    pub last_used: Option<DateTime<Utc>>,
    /// Replies that people sent as they were.
    pub used: i32,
    /// Replies that people edited and sent.
    pub edited: i32,
    /// Replies that people did not send.
    pub rejected: i32,
}

impl From<Model> for PatternUse {
    fn from(row: Model) -> Self {
        Self {
            executions: row.execution_count,
            successes: row.success_count,
            last_used: row.last_used,
            used: row.feedback_used,
            edited: row.feedback_edited,
            rejected: row.feedback_rejected,
        }
    }
}

/// Counts what a person did with the reply of a pattern. The pattern says the same as before, so its history, its revision
/// and the time of its last change stay as they are. Returns `None` if the pattern does not exist, or is removed or
/// retracted.
///
/// # Errors
/// The database failed.
pub async fn count_feedback(
    db: &Database,
    id: i32,
    outcome: FeedbackOutcome,
    now: DateTime<Utc>,
) -> Result<Option<PatternUse>, Error> {
    let counter = match outcome {
        FeedbackOutcome::Used => Column::FeedbackUsed,
        FeedbackOutcome::Edited => Column::FeedbackEdited,
        FeedbackOutcome::Rejected => Column::FeedbackRejected,
    };
    // The database adds, so that concurrent requests do not overwrite each other.
    let one_more = |column: Column| Expr::col(column).add(1);
    let mut update = Entity::update_many()
        .col_expr(counter, one_more(counter))
        .col_expr(Column::ExecutionCount, one_more(Column::ExecutionCount));
    if outcome == FeedbackOutcome::Used {
        update = update.col_expr(Column::SuccessCount, one_more(Column::SuccessCount));
    }
    if outcome.is_sent() {
        update = update.col_expr(Column::LastUsed, Expr::value(now));
    }
    let present = update.filter(Column::Id.eq(id)).filter(Column::IsDeleted.eq(false));
    let transaction = db.begin().await?;
    let Some(row) = present.exec_with_returning(&transaction).await?.into_iter().next() else {
        return Ok(None);
    };
    quality::rate_again(&transaction, &row, now).await?;
    transaction.commit().await?;
    Ok(Some(row.into()))
}
