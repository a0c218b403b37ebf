//! Recording the outcome of a conversation: everything that it changes commits in one transaction, once.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use gleaner_domain::job::{ConversationGroup, JobCounters};
use gleaner_domain::merging::{MergeDecision, MergeRules};
use gleaner_domain::pattern::{ConversationSource, Evidence, PatternEdit};
use gleaner_domain::{
    Conversation, ConversationState, CustomerKey, Extracted, NoPatternReason, PatternDraft, SentKey, Usage,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::close::{Closing, close};
use super::conversations::{self, WorkItem};
use super::counters;
use super::fence::{Claim, execute_fenced, lock_claimed, where_claimed};
use crate::Database;
use crate::entities::job;
use crate::error::Error;
use crate::library::{self, Merged};
use crate::staging::{self, Staged};
use crate::{messages, sent};

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

/// A conversation that is being recorded.
#[derive(Clone, Copy)]
struct Recording<'a> {
    item: &'a WorkItem,
    sent: &'a [SentKey],
    usage: Usage,
    now: DateTime<Utc>,
}

/// A conversation as people may read it: without personal data.
pub type Preview = fn(&Conversation) -> String;

/// Records the outcomes of the conversations of one claim.
#[derive(Debug)]
pub struct Recorder<'a> {
    db: &'a Database,
    claim: &'a Claim,
    rules: MergeRules,
    preview: Preview,
}

impl<'a> Recorder<'a> {
    /// A recorder that merges drafts by these rules, and stores a `preview` of the conversations that they are from.
    pub fn new(db: &'a Database, claim: &'a Claim, rules: MergeRules, preview: Preview) -> Self {
        Self { db, claim, rules, preview }
    }

    /// Records the outcome of one conversation: the pattern it creates or confirms with its evidence, its messages
    /// as imported, what operators sent in it, its state, and the counters of the job. `sent` are the keys of what
    /// operators sent, in any order. A conversation that already has an outcome is left as it is.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] if the claim is no longer valid. An error for which [`Error::is_permanent`] returns
    /// true concerns this conversation alone. Nothing is recorded in either case.
    pub async fn record(
        &self,
        item: &WorkItem,
        sent: &[SentKey],
        outcome: &Outcome,
        usage: Usage,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let recording = Recording { item, sent, usage, now };
        // Before the locks are taken, since it takes long.
        let preview = match outcome {
            Outcome::Extracted(Extracted::Pattern(_)) => (self.preview)(&item.conversation),
            _ => String::new(),
        };
        let transaction = self.begin().await?;
        let (state, was_extracted) = match outcome {
            Outcome::Extracted(Extracted::Pattern(draft)) => {
                (self.learn(&transaction, recording, draft, &preview).await?, true)
            }
            Outcome::Extracted(Extracted::NoPattern(reason)) => {
                (self.skip(&transaction, recording, *reason).await?, true)
            }
            Outcome::Skipped(reason) => (self.skip(&transaction, recording, *reason).await?, false),
            Outcome::Failed(reason) => (ConversationState::Failed(reason.clone()), false),
            Outcome::Refused(reason) => (ConversationState::Failed(reason.clone()), true),
        };
        self.commit(transaction, recording, state, was_extracted).await
    }

    /// A conversation that yields no pattern.
    async fn skip(
        &self,
        db: &impl ConnectionTrait,
        recording: Recording<'_>,
        reason: NoPatternReason,
    ) -> Result<ConversationState, Error> {
        self.mark_imported(db, recording).await?;
        Ok(ConversationState::NoPattern(reason))
    }

    /// Learns from a draft, unless another import has learned from its answer.
    async fn learn(
        &self,
        db: &impl ConnectionTrait,
        recording: Recording<'_>,
        draft: &PatternDraft,
        preview: &str,
    ) -> Result<ConversationState, Error> {
        library::lock(db).await?;
        let new = self.mark_imported(db, recording).await?;
        if !draft.answer.iter().any(|message| new.contains(message.as_str())) {
            return Ok(ConversationState::NoPattern(NoPatternReason::AlreadyImported));
        }
        let evidence = evidence(self.claim, recording.item, draft, &self.rules);
        conversations::store_preview(db, recording.item.id, preview).await?;
        let decision = library::decide(db, draft, &self.rules).await?;
        if self.claim.is_reviewed && decision != MergeDecision::Removed {
            return self.stage(db, &evidence, preview, recording.now).await;
        }
        // A pattern that a reviewer rejected is not learned, unless the library has it.
        if matches!(decision, MergeDecision::Create(_))
            && staging::is_rejected(db, draft, &self.rules).await?
        {
            return Ok(ConversationState::NoPattern(NoPatternReason::Rejected));
        }
        if let MergeDecision::Confirm(likeness) = decision
            && !library::is_active(db, likeness.pattern).await?
        {
            return Ok(ConversationState::NoPattern(NoPatternReason::Inactive));
        }
        Ok(match library::merge(db, &evidence, decision, self.claim.source, recording.now).await? {
            Merged::Created(_) => ConversationState::Created,
            Merged::Confirmed(_) => ConversationState::Confirmed,
            Merged::Removed => ConversationState::NoPattern(NoPatternReason::Removed),
        })
    }

    async fn stage(
        &self,
        db: &impl ConnectionTrait,
        evidence: &Evidence,
        preview: &str,
        now: DateTime<Utc>,
    ) -> Result<ConversationState, Error> {
        Ok(match staging::stage(db, evidence, preview, &self.rules, now).await? {
            Staged::New => ConversationState::Staged,
            Staged::Again => ConversationState::StagedAgain,
            Staged::Rejected => ConversationState::NoPattern(NoPatternReason::Rejected),
        })
    }

    /// Marks the messages of a conversation as imported, and stores what operators sent if at least one of them is
    /// new. Returns the ids of the new messages.
    async fn mark_imported(
        &self,
        db: &impl ConnectionTrait,
        recording: Recording<'_>,
    ) -> Result<HashSet<String>, Error> {
        let (job, conversation) = (self.claim.job, &recording.item.conversation);
        let new = messages::mark_imported(db, job, conversation, recording.now).await?;
        if !new.is_empty() {
            sent::insert(db, job, CustomerKey::of(conversation), recording.sent).await?;
        }
        Ok(new)
    }

    /// Begins the transaction of an outcome, and locks the job. Locks are taken in one order everywhere: job, library,
    /// messages. A stale worker ends here.
    async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let transaction = self.db.begin().await?;
        lock_claimed(&transaction, self.claim).await?;
        Ok(transaction)
    }

    /// Stores the state of the conversation and the counters, and commits. If the conversation already has an outcome,
    /// nothing is stored.
    async fn commit(
        &self,
        transaction: DatabaseTransaction,
        recording: Recording<'_>,
        state: ConversationState,
        was_extracted: bool,
    ) -> Result<(), Error> {
        let Recording { item, usage, now, .. } = recording;
        let name = state.name();
        if !close(&transaction, item, &Closing { state, was_extracted, usage }, now).await? {
            return Ok(());
        }
        let counters = JobCounters::of(ConversationGroup {
            state: name,
            was_extracted,
            conversations: 1,
            new_messages: item.new_messages,
            usage,
        });
        let progress = where_claimed(self.claim).col_expr(job::Column::FailedAttempts, 0.into());
        execute_fenced(counters::add(progress, &counters), &transaction).await?;
        transaction.commit().await?;
        self.db.has_progressed(self.claim.job);
        Ok(())
    }
}

fn evidence(claim: &Claim, item: &WorkItem, draft: &PatternDraft, rules: &MergeRules) -> Evidence {
    Evidence {
        source: ConversationSource { job: claim.job, row: Some(item.id), key: item.conversation.key.clone() },
        draft: draft.clone(),
        boost: rules.nominal_boost(),
        edit: PatternEdit::default(),
        is_reconstructed: false,
        is_retracted: false,
    }
}
