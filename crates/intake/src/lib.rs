//! The bytes of a file to an accepted import job: read, plan, commit. Whoever offers files (the HTTP
//! service, the command line) does it through here, so that a file means the same everywhere.

use chrono::{DateTime, Utc};
use gleaner_domain::grouping::GroupingRules;
use gleaner_domain::{ImportPlan, JobId, LeftOut, UserId};
use gleaner_persistence::imports::{self, AcceptError, FileFacts, NewImport, RejectedRows, RowCounts};
use gleaner_persistence::{Database, messages};
use gleaner_sources::{Export, ReadError, ReadOptions, RejectReason, RowTally};
use thiserror::Error;
use tokio::io::AsyncRead;

/// How files become imports.
#[derive(Debug, Clone)]
pub struct IntakeRules {
    /// Most bytes of a file.
    pub max_bytes: u64,
    /// What marks a message as automated.
    pub skip_markers: Vec<String>,
    /// How long a silence ends a conversation.
    pub grouping: GroupingRules,
    /// Most conversations that one import takes on.
    pub max_conversations: usize,
    /// Most imports of a user in an hour; `None` for no limit.
    pub per_user_per_hour: Option<u32>,
}

/// An import that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its job.
    pub job: JobId,
    /// Messages in the file, repeated and known ones among them.
    pub total_messages: usize,
    /// Messages that the file repeats or that were imported before.
    pub duplicate_messages: usize,
    /// Conversations that it takes on.
    pub conversations: usize,
    /// Conversations that it leaves out.
    pub left_out: LeftOut,
}

/// Why a file is not accepted. Nothing is stored and no quota used then.
#[derive(Debug, Error)]
pub enum IntakeError {
    /// It is no export.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// It is one, and there is nothing to learn from.
    #[error("there is no conversation with both sides in the file")]
    NoConversations {
        /// What became of its rows.
        rows: RowCounts,
        /// Rows that are messages.
        messages: usize,
        /// Messages that the file repeats.
        repeated_messages: usize,
        /// Conversations in which only one side wrote.
        one_sided: usize,
    },
    /// It was imported before, or its sender's hour is used up, or the database failed.
    #[error(transparent)]
    NotAccepted(#[from] AcceptError),
}

impl From<gleaner_persistence::Error> for IntakeError {
    fn from(error: gleaner_persistence::Error) -> Self {
        Self::NotAccepted(error.into())
    }
}

/// Reads a file and stores the job with its conversations. Decoding, grouping and fingerprinting
/// are work for the processor: a server runs this beside its request threads.
pub async fn accept(
    db: &Database,
    bytes: impl AsyncRead + Unpin + Send,
    user: UserId,
    rules: &IntakeRules,
    now: DateTime<Utc>,
) -> Result<Accepted, IntakeError> {
    let options = ReadOptions { max_bytes: rules.max_bytes, skip_markers: rules.skip_markers.clone(), now };
    let Export { messages, tally, sha256, bytes } = gleaner_sources::read(bytes, &options).await?;
    let total_messages = messages.len();
    let ids: Vec<_> = messages.iter().map(|message| &message.id).collect();
    let known = messages::known(db, &ids).await?;
    let plan = ImportPlan::new(messages, &known, rules.grouping, rules.max_conversations);
    if plan.is_pointless() {
        return Err(IntakeError::NoConversations {
            rows: row_counts(&tally),
            messages: total_messages,
            repeated_messages: plan.repeated_messages,
            one_sided: plan.left_out.one_sided,
        });
    }
    let import = NewImport {
        user,
        file: FileFacts { sha256, bytes, rows: row_counts(&tally) },
        total_messages,
        duplicate_messages: plan.repeated_messages + plan.known_messages,
        conversations: plan.conversations,
        left_out: plan.left_out,
    };
    let job = imports::accept(db, &import, rules.per_user_per_hour, now).await?;
    Ok(Accepted {
        job,
        total_messages,
        duplicate_messages: import.duplicate_messages,
        conversations: import.conversations.len(),
        left_out: import.left_out,
    })
}

fn row_counts(tally: &RowTally) -> RowCounts {
    RowCounts {
        total: tally.rows,
        empty: tally.empty,
        automated: tally.automated,
        not_messages: tally.not_messages,
        rejected: tally.rejected.iter().map(|(reason, count)| rejected(*reason, *count)).collect(),
    }
}

fn rejected(reason: RejectReason, count: u64) -> RejectedRows {
    RejectedRows { reason: reason.as_str().to_owned(), sentence: reason.sentence().to_owned(), count }
}
