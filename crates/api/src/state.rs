//! What handlers share.

use std::sync::Arc;

use gleaner_intake::{Forecast, IntakeRules};
use gleaner_persistence::Database;
use tokio_util::sync::CancellationToken;

use crate::auth::TokenVerifier;
use crate::limits::RequestLimit;
use crate::turns::UploadTurns;

/// What handlers share; cloning is cheap.
#[derive(Clone)]
pub struct ApiState {
    /// Jobs and patterns.
    pub db: Database,
    /// How uploads become imports.
    pub intake: Arc<IntakeRules>,
    /// What reading conversations will take.
    pub forecast: Arc<Forecast>,
    /// How many uploads are read at once.
    pub turns: Arc<UploadTurns>,
    /// Who is asking.
    pub tokens: Arc<TokenVerifier>,
    /// How often they may.
    pub limit: Arc<RequestLimit>,
    /// Cancelled when the process stops: held responses are sent then.
    pub stopping: CancellationToken,
}
