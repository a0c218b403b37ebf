//! Recording what became of a conversation: everything it changes commits in one transaction, once.

use chrono::{DateTime, Utc};
use gleaner_domain::merging::MergeRules;
use gleaner_domain::{Lesson, NothingReason, PatternDraft};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::Database;
use crate::entities::{conversation, job};
use crate::error::Error;
use crate::library::merge::{self, Merged};
use crate::messages;
use crate::queue::{Claim, WorkItem, guarded, hold};

/// What became of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It was read, and this is what it teaches.
    Read(Lesson),
    /// Another import was faster: its messages are imported already.
    Duplicate,
    /// It could not be read, for a reason in a sentence. Its messages stay importable.
    Failed(String),
}

/// What reading a conversation has cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Calls that were answered.
    pub calls: u32,
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
}

/// Where a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Created,
    Enhanced,
    Nothing,
    Duplicate,
    Failed,
}

impl Ending {
    fn state(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Enhanced => "enhanced",
            Self::Nothing => "nothing",
            Self::Duplicate => "duplicate",
            Self::Failed => "failed",
        }
    }

    fn counter(self) -> Option<job::Column> {
        match self {
            Self::Created => Some(job::Column::PatternsCreated),
            Self::Enhanced => Some(job::Column::PatternsEnhanced),
            Self::Nothing => Some(job::Column::PatternsSkipped),
            Self::Duplicate => None,
            Self::Failed => Some(job::Column::ConversationsFailed),
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
    cost: Cost,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let transaction = db.begin().await?;
    // First, so that a stale worker stops here, and the others wait for each other in one order:
    // job, pattern type, messages.
    hold(add_to_counters(claim, item, cost), &transaction).await?;
    let (ending, reason) = settle(&transaction, claim, item, outcome, rules, now).await?;
    if let Some(counter) = ending.counter() {
        hold(guarded(claim).col_expr(counter, Expr::col(counter).add(1)), &transaction).await?;
    }
    let closed = conversation::Entity::update_many()
        .col_expr(conversation::Column::State, ending.state().into())
        .col_expr(conversation::Column::Reason, reason.into())
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

fn add_to_counters(claim: &Claim, item: &WorkItem, cost: Cost) -> sea_orm::UpdateMany<job::Entity> {
    let plus = |column: job::Column, count: i64| Expr::col(column).add(count);
    let tokens = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let messages = i64::try_from(item.message_count).unwrap_or(i64::MAX);
    guarded(claim)
        .col_expr(job::Column::ConversationsAnalyzed, plus(job::Column::ConversationsAnalyzed, 1))
        .col_expr(job::Column::ProcessedMessages, plus(job::Column::ProcessedMessages, messages))
        .col_expr(job::Column::ModelCalls, plus(job::Column::ModelCalls, cost.calls.into()))
        .col_expr(job::Column::PromptTokens, plus(job::Column::PromptTokens, tokens(cost.prompt_tokens)))
        .col_expr(
            job::Column::CompletionTokens,
            plus(job::Column::CompletionTokens, tokens(cost.completion_tokens)),
        )
        .col_expr(job::Column::FruitlessClaims, 0.into())
}

async fn settle(
    db: &impl ConnectionTrait,
    claim: &Claim,
    item: &WorkItem,
    outcome: &Outcome,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<(Ending, Option<String>), Error> {
    let lesson = match outcome {
        Outcome::Read(lesson) => lesson,
        Outcome::Duplicate => return Ok((Ending::Duplicate, None)),
        Outcome::Failed(reason) => return Ok((Ending::Failed, Some(reason.clone()))),
    };
    if let Lesson::Pattern(draft) = lesson {
        merge::lock(db, draft.kind).await?;
    }
    if messages::mark_imported(db, claim.job, &item.conversation, now).await? == 0 {
        return Ok((Ending::Duplicate, None));
    }
    match lesson {
        Lesson::Pattern(draft) => learn(db, claim, item, draft, rules, now).await,
        Lesson::Nothing(reason) => Ok((Ending::Nothing, Some(reason.as_str().to_owned()))),
    }
}

async fn learn(
    db: &impl ConnectionTrait,
    claim: &Claim,
    item: &WorkItem,
    draft: &PatternDraft,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<(Ending, Option<String>), Error> {
    let source = merge::Source { job: claim.job, conversation: &item.conversation.key };
    Ok(match merge::merge(db, draft, source, rules, now).await? {
        Merged::Created => (Ending::Created, None),
        Merged::Enhanced => (Ending::Enhanced, None),
        Merged::Removed => (Ending::Nothing, Some(NothingReason::Removed.as_str().to_owned())),
    })
}
