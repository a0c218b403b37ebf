//! Recording the outcome of a conversation: everything that it changes commits in one transaction, once.

use chrono::{DateTime, Utc};
use gleaner_domain::job::{JobCounters, StateName};
use gleaner_domain::merging::MergeRules;
use gleaner_domain::pattern::{ConversationSource, Evidence};
use gleaner_domain::{ConversationState, Extracted, NoPatternReason, PatternDraft, Usage};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use strum::VariantArray;

use super::counters;
use super::fence::{Claim, execute_fenced, where_claimed};
use super::pending::WorkItem;
use crate::Database;
use crate::entities::{conversation, job};
use crate::error::Error;
use crate::library::{self, Candidates, Merged};
use crate::messages;

/// What became of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The extractor read it, with this result.
    Extracted(Extracted),
    /// It yields no pattern, which was known without the extractor.
    Skipped(NoPatternReason),
    /// It could not be processed, for this reason, a sentence. Its messages stay importable.
    Failed(String),
}

/// Records the outcome of one conversation: the pattern it creates or confirms with its evidence, its messages
/// as imported, its state, and the counters of the job. A conversation that already has an outcome is left as
/// it is.
///
/// # Errors
/// [`Error::LeaseLost`] if the claim is no longer valid. An error that [`Error::is_permanent`] concerns this
/// conversation alone. Nothing is recorded in either case.
pub async fn record(
    db: &Database,
    claim: &Claim,
    item: &WorkItem,
    outcome: &Outcome,
    usage: Usage,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    // Before the transaction, so that no other worker waits while the patterns are read.
    let candidates = match outcome {
        Outcome::Extracted(Extracted::Pattern(draft)) => {
            library::candidates(db.reader(), draft.pattern_type).await?
        }
        _ => Candidates::default(),
    };
    let transaction = db.begin().await?;
    // Locks are taken in one order everywhere: job, pattern type, messages. A stale worker ends here.
    let progress = where_claimed(claim).col_expr(job::Column::FailedAttempts, 0.into());
    execute_fenced(progress, &transaction).await?;
    let state = apply(&transaction, claim, item, outcome, candidates, rules, now).await?;
    let was_extracted = matches!(outcome, Outcome::Extracted(_));
    if !close(&transaction, item, &state, was_extracted, usage, now).await? {
        return Ok(());
    }
    let counters = JobCounters {
        extracted: u64::from(was_extracted),
        usage,
        ..JobCounters::of(state.name(), 1, item.new_messages)
    };
    execute_fenced(counters::add(where_claimed(claim), &counters), &transaction).await?;
    Ok(transaction.commit().await?)
}

/// Applies the outcome to the imported messages and the library. Returns the state of the conversation.
async fn apply(
    db: &impl ConnectionTrait,
    claim: &Claim,
    item: &WorkItem,
    outcome: &Outcome,
    mut candidates: Candidates,
    rules: &MergeRules,
    now: DateTime<Utc>,
) -> Result<ConversationState, Error> {
    let conversation = &item.conversation;
    match outcome {
        Outcome::Failed(reason) => Ok(ConversationState::Failed(reason.clone())),
        Outcome::Extracted(Extracted::Pattern(draft)) => {
            let lock = library::lock(db, draft.pattern_type).await?;
            let new = messages::mark_imported(db, claim.job, conversation, now).await?;
            if !draft.answer.iter().any(|message| new.contains(message.as_str())) {
                // Another import has learned from the answer: it is not evidence a second time.
                return Ok(ConversationState::NoPattern(NoPatternReason::AlreadyImported));
            }
            candidates.refresh(db, &lock).await?;
            let evidence = evidence(claim, item, draft, rules);
            Ok(match library::merge(db, &lock, &candidates, evidence, claim.source, rules, now).await? {
                Merged::Created => ConversationState::Created,
                Merged::Confirmed => ConversationState::Confirmed,
                Merged::Removed => ConversationState::NoPattern(NoPatternReason::Removed),
            })
        }
        Outcome::Skipped(reason) | Outcome::Extracted(Extracted::NoPattern(reason)) => {
            messages::mark_imported(db, claim.job, conversation, now).await?;
            Ok(ConversationState::NoPattern(*reason))
        }
    }
}

fn evidence(claim: &Claim, item: &WorkItem, draft: &PatternDraft, rules: &MergeRules) -> Evidence {
    Evidence {
        source: ConversationSource { job: claim.job, row: Some(item.id), key: item.conversation.key.clone() },
        draft: draft.clone(),
        boost: rules.nominal_boost(),
        is_reconstructed: false,
        is_retracted: false,
    }
}

/// Stores the state of the conversation. Returns `false` if it already has an outcome.
async fn close(
    db: &impl ConnectionTrait,
    item: &WorkItem,
    state: &ConversationState,
    was_extracted: bool,
    usage: Usage,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    use conversation::Column;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let closed = conversation::Entity::update_many()
        .col_expr(Column::State, state.name().as_str().into())
        .col_expr(Column::Reason, state.reason().into())
        .col_expr(Column::WasExtracted, was_extracted.into())
        .col_expr(Column::ModelCalls, i64::from(usage.calls).into())
        .col_expr(Column::PromptTokens, number(usage.prompt_tokens).into())
        .col_expr(Column::CompletionTokens, number(usage.completion_tokens).into())
        .col_expr(Column::FinishedAt, now.into())
        .filter(Column::Id.eq(item.id))
        .filter(Column::State.is_in(states_before(state.name())))
        .exec(db)
        .await?;
    Ok(closed.rows_affected == 1)
}

/// The names of the states from which a conversation can get `next`.
pub(super) fn states_before(next: StateName) -> impl Iterator<Item = &'static str> {
    StateName::VARIANTS.iter().filter(move |state| state.can_become(next)).map(|state| state.as_str())
}
