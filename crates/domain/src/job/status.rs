//! The status of an import job.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

/// The status of an import job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[derive(EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum JobStatus {
    /// The job is accepted, and no worker has claimed it yet.
    Pending,
    /// A worker has claimed the job.
    Processing,
    /// Every conversation has its outcome.
    Completed,
    /// The job could not extract anything, or had to end early.
    Failed,
    /// A person stopped the job.
    Cancelled,
    /// A person took back everything that the job changed.
    Undone,
}

/// A status or state cannot change in this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{from} cannot become {to}")]
pub struct InvalidTransition {
    pub(super) from: &'static str,
    pub(super) to: &'static str,
}

impl JobStatus {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The documentation of the value, for people.
    pub fn sentence(self) -> &'static str {
        // `missing_docs` makes sure that every variant has one. Each is one line, since strum keeps line breaks.
        self.get_documentation().unwrap_or_default()
    }

    /// Whether no worker processes the job anymore.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled | Self::Undone)
    }

    /// Whether a job may change from this status to `next`. A worker claims a processing job again if the
    /// worker before it failed.
    pub fn can_become(self, next: Self) -> bool {
        match next {
            // What has no result is tried again.
            Self::Pending => matches!(self, Self::Completed | Self::Failed | Self::Cancelled),
            Self::Processing => matches!(self, Self::Pending | Self::Processing),
            Self::Completed | Self::Failed => self == Self::Processing,
            Self::Cancelled => matches!(self, Self::Pending | Self::Processing),
            Self::Undone => matches!(self, Self::Completed | Self::Failed | Self::Cancelled),
        }
    }

    /// The next status.
    ///
    /// # Errors
    /// A job with this status cannot get that one.
    pub fn transition_to(self, next: Self) -> Result<Self, InvalidTransition> {
        if self.can_become(next) {
            Ok(next)
        } else {
            Err(InvalidTransition { from: self.as_str(), to: next.as_str() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_final_status_can_only_be_undone_once_or_retried() {
        for status in JobStatus::VARIANTS.iter().filter(|status| status.is_final()) {
            let next: Vec<_> = JobStatus::VARIANTS.iter().filter(|next| status.can_become(**next)).collect();
            let expected: &[_] = match status {
                JobStatus::Undone => &[],
                _ => &[&JobStatus::Pending, &JobStatus::Undone],
            };
            assert_eq!(next, expected, "{status:?}");
        }
    }

    #[test]
    fn only_a_claimed_job_can_complete_or_fail() {
        for next in [JobStatus::Completed, JobStatus::Failed] {
            let from: Vec<_> = JobStatus::VARIANTS.iter().filter(|status| status.can_become(next)).collect();
            assert_eq!(from, [&JobStatus::Processing]);
        }
    }

    #[test]
    fn an_impossible_transition_names_both_statuses() {
        let error = JobStatus::Completed.transition_to(JobStatus::Processing).unwrap_err();
        assert_eq!(error.to_string(), "completed cannot become processing");
    }
}
