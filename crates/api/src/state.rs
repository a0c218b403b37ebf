//! What handlers share.

use std::sync::Arc;

use gleaner_intake::IntakeRules;
use gleaner_persistence::Database;

use crate::auth::TokenVerifier;
use crate::limits::RequestLimit;

/// What handlers share; cloning is cheap.
#[derive(Clone)]
pub struct ApiState {
    /// Jobs and patterns.
    pub db: Database,
    /// How uploads become imports.
    pub intake: Arc<IntakeRules>,
    /// Who is asking.
    pub tokens: Arc<TokenVerifier>,
    /// How often they may.
    pub limit: Arc<RequestLimit>,
}
