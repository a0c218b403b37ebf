//! Recording the outcome of a conversation: everything that it changes commits in one transaction, once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use gleaner_domain::job::{ConversationGroup, JobCounters};
use gleaner_domain::merging::MergeRules;
use gleaner_domain::pattern::{ConversationSource, Evidence};
use gleaner_domain::{ConversationState, Extracted, NoPatternReason, PatternDraft, PatternType, Usage};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::close::{Closing, close};
use super::counters;
use super::fence::{Claim, execute_fenced, lock_claimed, where_claimed};
use super::pending::WorkItem;
use crate::Database;
use crate::entities::job;
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
        let (state, was_extracted) = match outcome {
            Outcome::Extracted(Extracted::Pattern(draft)) => {
                return self.record_draft(item, draft, usage, now).await;
            }
            Outcome::Extracted(Extracted::NoPattern(reason)) => (ConversationState::NoPattern(*reason), true),
            Outcome::Skipped(reason) => (ConversationState::NoPattern(*reason), false),
            Outcome::Failed(reason) => (ConversationState::Failed(reason.clone()), false),
            Outcome::Refused(reason) => (ConversationState::Failed(reason.clone()), true),
        };
        let transaction = self.begin().await?;
        if matches!(state, ConversationState::NoPattern(_)) {
            messages::mark_imported(&transaction, self.claim.job, &item.conversation, now).await?;
        }
        self.commit(transaction, item, &Closing { state, was_extracted, usage }, now).await?;
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
        let closing = Closing { state, was_extracted: true, usage };
        // Candidates of a transaction that did not commit are read again.
        if self.commit(transaction, item, &closing, now).await? {
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
        closing: &Closing,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        if !close(&transaction, item, closing, now).await? {
            return Ok(false);
        }
        let counters = JobCounters::of(ConversationGroup {
            state: closing.state.name(),
            was_extracted: closing.was_extracted,
            conversations: 1,
            new_messages: item.new_messages,
            usage: closing.usage,
        });
        let progress = where_claimed(self.claim).col_expr(job::Column::FailedAttempts, 0.into());
        execute_fenced(counters::add(progress, &counters), &transaction).await?;
        transaction.commit().await?;
        Ok(true)
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
