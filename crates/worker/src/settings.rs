//! How a worker works.

use std::time::Duration;

use gleaner_domain::merging::MergeRules;

use crate::attempts::RetryPolicy;

/// How a worker works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Names this worker in the job row.
    pub owner: String,
    /// When lessons are the same.
    pub merge: MergeRules,
    /// How often a conversation is tried.
    pub retry: RetryPolicy,
    /// How long a claim holds without a heartbeat.
    pub lease: Duration,
    /// How long to wait before looking for a job again.
    pub poll_interval: Duration,
    /// How long calls under way may go on when the worker is told to stop.
    pub stop_grace: Duration,
}
