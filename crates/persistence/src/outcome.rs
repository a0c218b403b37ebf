//! Recording what became of a conversation: everything it changes commits in one transaction, once.

use chrono::{DateTime, Utc};
use gleaner_domain::merging::MergeRules;
use gleaner_domain::{Extracted, NoPatternReason, PatternDraft, Usage};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, UpdateMany};

use crate::Database;
use crate::entities::{conversation, job};
use crate::error::Error;
use crate::library::merge::{self, Merged};
use crate::messages;
use crate::queue::{Claim, WorkItem, execute_fenced, where_claimed};

/// What became of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The extractor read it, and this is what it teaches.
    Read(Extracted),
    /// It needed no extractor to be found to teach nothing.
    Skipped(NoPatternReason),
    /// It could not be read, for a reason in a sentence. Its messages stay importable.
    Failed(String),
}

/// Where a conversation ended.
#[derive(Debug, Clone, PartialEq)]
enum Ending {
    Created,
    Enhanced,
    Nothing(NoPatternReason),
    Failed(String),
}

impl Ending {
    fn state(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Enhanced => "enhanced",
            Self::Nothing(_) => "nothing",
            Self::Failed(_) => "failed",
        }
    }

    fn reason(&self) -> Option<&str> {
        match self {
            Self::Created | Self::Enhanced => None,
            Self::Nothing(reason) => Some(reason.as_str()),
            Self::Failed(reason) => Some(reason),
        }
    }

    fn counter(&self) -> job::Column {
        match self {
            Self::Created => job::Column::PatternsCreated,
            Self::Enhanced => job::Column::PatternsEnhanced,
            Self::Nothing(_) => job::Column::PatternsSkipped,
            Self::Failed(_) => job::Column::ConversationsFailed,
        }
    }
}

/// Records the outcome of one conversation under the claim: the pattern it creates or confirms
/// with its evidence, its messages as imported, its own state and the job's counters. A
/// conversation that has its outcome already is left as it is.
pub async fn record(
    db: &Database,
    claim: &Claim,
    item: &WorkItem,
    outcome: &Outcome,
    usage: Usage,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let transaction = db.begin().await?;
    // First, so that a stale worker stops here, and the others wait for each other in one order:
    // job, pattern type, messages.
    execute_fenced(add_to_counters(claim, item, outcome, usage), &transaction).await?;
    let ending = settle(&transaction, claim, item, outcome, rules, now).await?;
    execute_fenced(count(where_claimed(claim), ending.counter(), 1), &transaction).await?;
    if ending == Ending::Nothing(NoPatternReason::AlreadyImported) {
        let messages = i64::try_from(item.message_count).unwrap_or(i64::MAX);
        execute_fenced(count(where_claimed(claim), job::Column::DuplicateMessages, messages), &transaction)
            .await?;
    }
    let closed = conversation::Entity::update_many()
        .col_expr(conversation::Column::State, ending.state().into())
        .col_expr(conversation::Column::Reason, ending.reason().into())
        .col_expr(conversation::Column::FinishedAt, now.into())
        .filter(conversation::Column::Id.eq(item.id))
        .filter(conversation::Column::State.eq("pending"))
        .exec(&transaction)
        .await?;
    if closed.rows_affected == 1 {
        transaction.commit().await?;
    }
    Ok(())
}

fn count(update: UpdateMany<job::Entity>, column: job::Column, more: i64) -> UpdateMany<job::Entity> {
    update.col_expr(column, Expr::col(column).add(more))
}

fn add_to_counters(
    claim: &Claim,
    item: &WorkItem,
    outcome: &Outcome,
    usage: Usage,
) -> UpdateMany<job::Entity> {
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let was_read = matches!(outcome, Outcome::Read(_));
    let added = [
        (job::Column::ConversationsAnalyzed, 1),
        (job::Column::ConversationsRead, i64::from(was_read)),
        (job::Column::ProcessedMessages, i64::try_from(item.message_count).unwrap_or(i64::MAX)),
        (job::Column::ModelCalls, usage.calls.into()),
        (job::Column::PromptTokens, whole(usage.prompt_tokens)),
        (job::Column::CompletionTokens, whole(usage.completion_tokens)),
    ];
    let update = where_claimed(claim).col_expr(job::Column::FruitlessClaims, 0.into());
    added.into_iter().fold(update, |update, (column, more)| count(update, column, more))
}

async fn settle(
    db: &impl ConnectionTrait,
    claim: &Claim,
    item: &WorkItem,
    outcome: &Outcome,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<Ending, Error> {
    let conversation = &item.conversation;
    match outcome {
        Outcome::Failed(reason) => Ok(Ending::Failed(reason.clone())),
        Outcome::Skipped(reason) | Outcome::Read(Extracted::NoPattern(reason)) => {
            messages::mark_imported(db, claim.job, conversation, now).await?;
            Ok(Ending::Nothing(*reason))
        }
        Outcome::Read(Extracted::Pattern(draft)) => {
            merge::lock(db, draft.pattern_type).await?;
            let fresh = messages::mark_imported(db, claim.job, conversation, now).await?;
            if draft.answer.iter().any(|message| fresh.contains(message.as_str())) {
                learn(db, claim, item, draft, rules, now).await
            } else {
                // The answer was learnt from by another import: it is no evidence a second time.
                Ok(Ending::Nothing(NoPatternReason::AlreadyImported))
            }
        }
    }
}

async fn learn(
    db: &impl ConnectionTrait,
    claim: &Claim,
    item: &WorkItem,
    draft: &PatternDraft,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<Ending, Error> {
    let source = merge::Source { job: claim.job, conversation: &item.conversation.key };
    Ok(match merge::merge(db, draft, source, rules, now).await? {
        Merged::Created => Ending::Created,
        Merged::Enhanced => Ending::Enhanced,
        Merged::Removed => Ending::Nothing(NoPatternReason::Removed),
    })
}
