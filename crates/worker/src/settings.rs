//! The settings of a worker.

use std::time::Duration;

use gleaner_domain::merging::MergeRules;

use crate::attempts::RetryPolicy;

/// The settings of a worker.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name of this worker in its leases.
    pub owner: String,
    /// When two triggers are the same question.
    pub merge: MergeRules,
    /// How often the extraction of a conversation is tried.
    pub retry: RetryPolicy,
    /// How long a claim is valid without a heartbeat.
    pub lease: Duration,
    /// The pause after no job could be claimed.
    pub poll_interval: Duration,
    /// How long calls may continue after the worker is told to stop.
    pub stop_grace: Duration,
}
