//! Recording the outcome of a conversation: everything that it changes commits in one transaction, once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use gleaner_domain::job::{ConversationGroup, JobCounters, StateName};
use gleaner_domain::merging::MergeRules;
use gleaner_domain::pattern::{ConversationSource, Evidence};
use gleaner_domain::{ConversationState, Extracted, NoPatternReason, PatternDraft, PatternType, Usage};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use strum::VariantArray;

use super::counters;
use super::fence::{Claim, execute_fenced, lock_claimed, where_claimed};
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
    /// It could not be extracted; contains the reason, a sentence. Its messages stay importable.
    Failed(String),
    /// It was extracted, and the database refuses the result; contains the reason, a sentence. Its messages stay
    /// importable.
    Refused(String),
}

/// Records the outcomes of the conversations of one claim.
#[derive(Debug)]
pub struct Recorder<'a> {
    db: &'a Database,
    claim: &'a Claim,
    rules: MergeRules,
    /// The patterns that drafts were compared with, by type. They are refreshed under the lock of the type.
    candidates: Mutex<HashMap<PatternType, Candidates>>,
}

impl<'a> Recorder<'a> {
    /// A recorder that merges drafts by these rules.
    pub fn new(db: &'a Database, claim: &'a Claim, rules: MergeRules) -> Self {
        Self { db, claim, rules, candidates: Mutex::default() }
    }

    /// Records the outcome of one conversation: the pattern it creates or confirms with its evidence, its messages
    /// as imported, its state, and the counters of the job. A conversation that already has an outcome is left as
    /// it is.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] if the claim is no longer valid. An error for which [`Error::is_permanent`] returns
    /// true concerns this conversation alone. Nothing is recorded in either case.
    pub async fn record(
        &self,
        item: &WorkItem,
        outcome: &Outcome,
        usage: Usage,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        match outcome {
            Outcome::Extracted(Extracted::Pattern(draft)) => self.record_draft(item, draft, usage, now).await,
            Outcome::Extracted(Extracted::NoPattern(reason)) => {
                let result = Recorded::new(ConversationState::NoPattern(*reason), true, usage);
                self.record_without_draft(item, result, now).await
            }
            Outcome::Skipped(reason) => {
                let result = Recorded::new(ConversationState::NoPattern(*reason), false, usage);
                self.record_without_draft(item, result, now).await
            }
            Outcome::Failed(reason) => {
                let result = Recorded::new(ConversationState::Failed(reason.clone()), false, usage);
                self.record_without_draft(item, result, now).await
            }
            Outcome::Refused(reason) => {
                let result = Recorded::new(ConversationState::Failed(reason.clone()), true, usage);
                self.record_without_draft(item, result, now).await
            }
        }
    }

    async fn record_without_draft(
        &self,
        item: &WorkItem,
        result: Recorded,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let transaction = self.begin().await?;
        if matches!(result.state, ConversationState::NoPattern(_)) {
            messages::mark_imported(&transaction, self.claim.job, &item.conversation, now).await?;
        }
        self.commit(transaction, item, &result, now).await?;
        Ok(())
    }

    async fn record_draft(
        &self,
        item: &WorkItem,
        draft: &PatternDraft,
        usage: Usage,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let cached = self.cached().remove(&draft.pattern_type);
        let was_cached = cached.is_some();
        match self.record_draft_among(cached, item, draft, usage, now).await {
            // Another program may have changed patterns without a new revision.
            Err(error) if was_cached && error.is_permanent() => {
                self.record_draft_among(None, item, draft, usage, now).await
            }
            recorded => recorded,
        }
    }

    /// Records a draft that is compared with these candidates, or with those that are read now.
    async fn record_draft_among(
        &self,
        candidates: Option<Candidates>,
        item: &WorkItem,
        draft: &PatternDraft,
        usage: Usage,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        // Before the transaction, so that no other worker waits while the patterns are read.
        let mut candidates = match candidates {
            Some(candidates) => candidates,
            None => library::candidates(self.db.reader(), draft.pattern_type).await?,
        };
        let transaction = self.begin().await?;
        let state = self.learn(&transaction, item, draft, &mut candidates, now).await?;
        // Candidates of a transaction that did not commit are read again.
        if self.commit(transaction, item, &Recorded::new(state, true, usage), now).await? {
            self.cached().insert(draft.pattern_type, candidates);
        }
        Ok(())
    }

    /// Learns from a draft, unless another import has learned from its answer.
    async fn learn(
        &self,
        db: &impl ConnectionTrait,
        item: &WorkItem,
        draft: &PatternDraft,
        candidates: &mut Candidates,
        now: DateTime<Utc>,
    ) -> Result<ConversationState, Error> {
        let lock = library::lock(db, draft.pattern_type).await?;
        candidates.refresh(db, &lock).await?;
        let new = messages::mark_imported(db, self.claim.job, &item.conversation, now).await?;
        if !draft.answer.iter().any(|message| new.contains(message.as_str())) {
            return Ok(ConversationState::NoPattern(NoPatternReason::AlreadyImported));
        }
        let evidence = evidence(self.claim, item, draft, &self.rules);
        let source = self.claim.source;
        Ok(match library::merge(db, &lock, candidates, evidence, source, &self.rules, now).await? {
            Merged::Created => ConversationState::Created,
            Merged::Confirmed => ConversationState::Confirmed,
            Merged::Removed => ConversationState::NoPattern(NoPatternReason::Removed),
        })
    }

    fn cached(&self) -> MutexGuard<'_, HashMap<PatternType, Candidates>> {
        self.candidates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins the transaction of an outcome, and locks the job. Locks are taken in one order everywhere: job, pattern
    /// type, messages. A stale worker ends here.
    async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let transaction = self.db.begin().await?;
        lock_claimed(&transaction, self.claim).await?;
        Ok(transaction)
    }

    /// Stores the state of the conversation and the counters, and commits. Returns `false` if the conversation already
    /// has an outcome; nothing is stored then.
    async fn commit(
        &self,
        transaction: DatabaseTransaction,
        item: &WorkItem,
        result: &Recorded,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        if !close(&transaction, item, result, now).await? {
            return Ok(false);
        }
        let counters = JobCounters::of(ConversationGroup {
            state: result.state.name(),
            was_extracted: result.was_extracted,
            conversations: 1,
            new_messages: item.new_messages,
            usage: result.usage,
        });
        let progress = where_claimed(self.claim).col_expr(job::Column::FailedAttempts, 0.into());
        execute_fenced(counters::add(progress, &counters), &transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// What is stored of a conversation.
struct Recorded {
    state: ConversationState,
    was_extracted: bool,
    usage: Usage,
}

impl Recorded {
    fn new(state: ConversationState, was_extracted: bool, usage: Usage) -> Self {
        Self { state, was_extracted, usage }
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
    result: &Recorded,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    use conversation::Column;
    let Recorded { state, was_extracted, usage } = result;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let closed = conversation::Entity::update_many()
        .col_expr(Column::State, state.name().as_str().into())
        .col_expr(Column::Reason, state.reason().into())
        .col_expr(Column::WasExtracted, (*was_extracted).into())
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

/// The names of the states from which a conversation can change to `next`.
pub(super) fn states_before(next: StateName) -> impl Iterator<Item = &'static str> {
    StateName::VARIANTS.iter().filter(move |state| state.can_become(next)).map(|state| state.as_str())
}
