//! What the handlers share.

use std::sync::Arc;

use gleaner_domain::Asked;
use gleaner_domain::merging::MergeRules;
use gleaner_intake::{Forecast, IntakeRules};
use gleaner_persistence::Database;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use crate::auth::TokenVerifier;
use crate::job_states::JobStates;
use crate::limits::RequestLimit;
use crate::meaning::Meaning;
use crate::read_limiter::ReadLimiter;
use crate::stream_limiter::StreamLimiter;

/// Finds what a message of a customer asks, and the values in it.
pub type AskedIn = dyn Fn(&str) -> Asked + Send + Sync;

/// What the handlers share. Cloning is cheap.
#[derive(Clone)]
pub struct ApiState {
    /// The database of jobs and patterns.
    pub db: Database,
    /// The runtime of the process, in which requests open connections.
    pub runtime: Handle,
    /// The states of jobs that were read last.
    pub jobs: JobStates,
    /// How uploads become imports.
    pub intake: Arc<IntakeRules>,
    /// Estimates the cost of an import.
    pub forecast: Arc<Forecast>,
    /// When two patterns are the same.
    pub merge: MergeRules,
    /// What a message asks.
    pub asked: Arc<AskedIn>,
    /// How messages are matched by their meaning; `None` if they are matched by their words only.
    pub meaning: Option<Arc<Meaning>>,
    /// Limits the uploads that are read at the same time.
    pub read_limiter: Arc<ReadLimiter>,
    /// Limits the event streams that are open at the same time.
    pub streams: Arc<StreamLimiter>,
    /// Verifies the tokens of requests.
    pub tokens: Arc<TokenVerifier>,
    /// Limits the requests of each user.
    pub limit: Arc<RequestLimit>,
    /// Canceled when the process stops: responses that are held by `wait` are sent then, and event
    /// streams end.
    pub stopping: CancellationToken,
}
