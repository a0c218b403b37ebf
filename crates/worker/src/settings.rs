//! The settings of a worker.

use std::time::Duration;

use chrono::TimeDelta;
use gleaner_domain::merging::MergeRules;

use crate::attempts::RetryPolicy;

/// The settings of a worker.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name of this worker in its leases.
    pub owner: String,
    /// How many jobs are processed at the same time.
    pub concurrent_jobs: usize,
    /// When two drafts are the same pattern.
    pub merge: MergeRules,
    /// How many times each run of a job may ask the language model whether two patterns are the same.
    pub merge_questions: u32,
    /// How often a conversation is attempted.
    pub retry: RetryPolicy,
    /// How long a job may take after it was started first.
    pub deadline: Duration,
    /// How often a job may be claimed in a row without an outcome of a single conversation before it fails. After that many
    /// attempts, the job itself is presumably the cause.
    pub max_failed_attempts: u32,
    /// How long the texts of conversations are kept after their import has ended.
    pub retention: TimeDelta,
    /// How long a claim is valid without a heartbeat: after this time, another worker takes the job.
    pub lease: Duration,
    /// How often an idle worker looks for a job.
    pub poll_interval: Duration,
    /// How often the provider is asked for a batch at first; the longer it takes, the less often.
    pub economy_poll: Duration,
    /// How long running calls may continue after the worker is told to stop. Docker kills a process after
    /// ten seconds.
    pub stop_grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            owner: "worker".to_owned(),
            concurrent_jobs: 1,
            merge: MergeRules::default(),
            merge_questions: 100,
            retry: RetryPolicy::default(),
            deadline: Duration::from_secs(24 * 60 * 60),
            max_failed_attempts: 3,
            retention: TimeDelta::days(30),
            lease: Duration::from_secs(15),
            poll_interval: Duration::from_millis(250),
            economy_poll: Duration::from_secs(5 * 60),
            stop_grace: Duration::from_secs(5),
        }
    }
}

impl Default for RetryPolicy {
    /// Three retries: seven to fourteen seconds together, with jitter, unless the provider asks for more.
    fn default() -> Self {
        Self { retries: 3, first_wait: Duration::from_secs(1), longest_wait: Duration::from_secs(60) }
    }
}
