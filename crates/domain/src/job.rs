//! Import jobs: who, how far, and what their outcome is called.

use std::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use crate::problem::{Problem, ProblemCode};
use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// Longest accepted user id.
const MAX_USER_ID_CHARS: usize = 255;

/// Names an import job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobId(pub Uuid);

impl JobId {
    /// The id of the import of a file: `earlier` is the number of jobs that the same bytes have had.
    /// Derived rather than random, so that the id follows from the file alone: the examples of the API's
    /// description use the job of the sample export.
    pub fn of_file(sha256: &str, earlier: u64) -> Self {
        let digest = Sha256::digest(format!("{sha256}/{earlier}"));
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(Uuid::new_v8(bytes))
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The user a token names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserId(String);

/// A user id that cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a user id has 1 to {MAX_USER_ID_CHARS} printable characters")]
pub struct UserIdError;

impl UserId {
    /// Checks a user id.
    pub fn parse(text: &str) -> Result<Self, UserIdError> {
        let acceptable = !text.trim().is_empty()
            && text.chars().count() <= MAX_USER_ID_CHARS
            && !text.chars().any(char::is_control);
        if acceptable { Ok(Self(text.to_owned())) } else { Err(UserIdError) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a job stands. `Pending` and `Processing` are active; the others are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum JobStatus {
    /// Accepted, not yet begun.
    Pending,
    /// A worker has it.
    Processing,
    /// Every conversation has its outcome.
    Completed,
    /// It could not do what it was for.
    Failed,
    /// A person stopped it.
    Cancelled,
}

impl JobStatus {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the value, for people.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, as strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }
}

impl JobStatus {
    /// Nothing changes any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// What a job has done, when no conversation is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobCounters {
    /// Conversations that the import took on.
    pub found: u32,
    /// Conversations that the extractor has read.
    pub read: u32,
    /// Conversations that it could not read.
    pub failed: u32,
    /// Patterns that are new.
    pub created: u32,
    /// Times that a known pattern was confirmed.
    pub enhanced: u32,
}

impl JobCounters {
    /// What such a job is called, and what it has to say about itself. It has failed if every
    /// conversation that was given to the extractor did, however many needed none; if it learned
    /// nothing it says so.
    pub fn outcome(self) -> (JobStatus, Option<Problem>) {
        if self.failed > 0 && self.read == 0 {
            return (JobStatus::Failed, Some(ProblemCode::ExtractionFailed.into()));
        }
        let problem = match self {
            Self { found: 0, .. } => Some(Problem::new(
                ProblemCode::NoPatternsFound,
                "No patterns could be extracted: every message in this file was imported before.",
            )),
            Self { created: 0, enhanced: 0, .. } => Some(ProblemCode::NoPatternsFound.into()),
            _ => None,
        };
        (JobStatus::Completed, problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_completed_only_if_what_it_says_is_true() {
        let code = |tally: JobCounters| {
            let (status, problem) = tally.outcome();
            (status, problem.map(|problem| problem.code))
        };
        let tally = JobCounters { found: 3, ..JobCounters::default() };
        let failed = code(JobCounters { failed: 2, ..tally });
        assert_eq!(failed, (JobStatus::Failed, Some(ProblemCode::ExtractionFailed)));
        let learned_nothing = (JobStatus::Completed, Some(ProblemCode::NoPatternsFound));
        assert_eq!(code(JobCounters { failed: 2, read: 1, ..tally }), learned_nothing);
        assert_eq!(code(JobCounters { read: 3, enhanced: 1, ..tally }), (JobStatus::Completed, None));
        assert_eq!(code(JobCounters::default()), learned_nothing);
    }

    #[test]
    fn the_job_of_a_file_depends_on_its_bytes_and_on_earlier_jobs() {
        let first = JobId::of_file("ab", 0);
        assert_eq!(first, JobId::of_file("ab", 0));
        assert_ne!(first, JobId::of_file("ab", 1));
        assert_ne!(first, JobId::of_file("cd", 0));
        assert_eq!(first.0.get_version_num(), 8);
    }

    #[test]
    fn a_user_id_is_bounded_and_printable() {
        assert!(UserId::parse("user-1").is_ok());
        assert!(UserId::parse(" ").is_err());
        assert!(UserId::parse("a\u{0}").is_err());
        assert!(UserId::parse(&"a".repeat(256)).is_err());
    }
}
