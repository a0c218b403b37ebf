//! `GET /api/patterns/stats`

use actix_web::get;
use actix_web::web::{Data, Json};
use chrono::{NaiveTime, Utc};
use gleaner_domain::matching::MIN_CONFIDENCE_TO_ACT;
use gleaner_persistence::library::vectors::{EmbeddingUsage, embedding_usage};
use gleaner_persistence::library::{self, Overview, TypeCount};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Staff;
use crate::names::{PatternTypeName, Success};
use crate::problem::{ApiError, QueryProblems};
use crate::query::{NoParams, Params};
use crate::state::ApiState;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternOverview)]
pub(crate) struct OverviewView {
    total_patterns: u64,
    active_patterns: u64,
    /// Patterns with a confidence of 0.8 or more.
    high_confidence: u64,
    /// Patterns with a confidence from 0.6 to below 0.8.
    medium_confidence: u64,
    /// Patterns with a confidence below 0.6.
    low_confidence: u64,
    /// The mean confidence, 0 to 1; 0 if there is no pattern.
    avg_confidence: f64,
    /// Replies that were sent by patterns.
    total_executions: u64,
    /// Successful replies among `total_executions`.
    successful_executions: u64,
}

/// The patterns of one type.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PatternTypeCount)]
pub(crate) struct TypeView {
    pattern_type: PatternTypeName,
    count: u64,
    avg_confidence: f64,
}

/// How patterns are used. This service sends nothing: automation belongs to the existing backend.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AutomationConfig)]
pub(crate) struct ConfigView {
    /// Whether this service sends replies.
    enabled: bool,
    /// Whether matches are only shown to a person.
    shadow_mode: bool,
    /// Minimum confidence of a match for a reply to be sent without human review, 0 to 1.
    min_confidence_to_act: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatternTotals)]
pub(crate) struct PatternTotals {
    total: u64,
    avg_confidence: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExecutionTotals {
    /// Replies that were sent by patterns.
    total: u64,
    /// The same as `total`: a reply that was only shown does not count as an execution.
    live: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestionTotals {
    /// Staged patterns that were not reviewed yet.
    pending: u64,
}

/// What an embedding model was used for patterns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmbeddingUsage)]
pub(crate) struct EmbeddingView {
    /// The name of the model, with the number of dimensions if it was requested.
    #[schema(example = "text-embedding-3-small/256")]
    model: String,
    /// The number of calls.
    calls: u64,
    /// The tokens of the texts.
    tokens: u64,
}

/// Statistics of the library, in the two forms that the admin pages read.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PatternStats)]
pub(crate) struct StatsView {
    #[schema(inline)]
    success: Success,
    overview: OverviewView,
    /// Types without a pattern are omitted.
    #[serde(rename = "by_type")]
    by_type: Vec<TypeView>,
    total_patterns: u64,
    active_patterns: u64,
    /// Patterns that were used since midnight UTC. Only the last use of each is stored, so there were at
    /// least this many executions.
    executions_today: u64,
    /// The share of successful executions, 0 to 1; 0 if there was none.
    success_rate: f64,
    config: ConfigView,
    patterns: PatternTotals,
    executions: ExecutionTotals,
    suggestions: SuggestionTotals,
    /// The usage of each embedding model for patterns. Messages that were matched are not counted.
    embeddings: Vec<EmbeddingView>,
}

impl StatsView {
    fn new(overview: Overview, embeddings: Vec<EmbeddingUsage>) -> Self {
        let success_rate = match overview.executions {
            0 => 0.0,
            executions => overview.successes as f64 / executions as f64,
        };
        Self {
            success: Success,
            overview: OverviewView::from(&overview),
            by_type: overview.by_type.iter().map(TypeView::from).collect(),
            total_patterns: overview.total,
            active_patterns: overview.active,
            executions_today: overview.used_since,
            success_rate,
            config: ConfigView {
                enabled: false,
                shadow_mode: true,
                min_confidence_to_act: MIN_CONFIDENCE_TO_ACT,
            },
            patterns: PatternTotals { total: overview.total, avg_confidence: overview.average_confidence },
            executions: ExecutionTotals { total: overview.executions, live: overview.executions },
            suggestions: SuggestionTotals { pending: overview.staged },
            embeddings: embeddings.into_iter().map(EmbeddingView::from).collect(),
        }
    }
}

impl From<&Overview> for OverviewView {
    fn from(overview: &Overview) -> Self {
        Self {
            total_patterns: overview.total,
            active_patterns: overview.active,
            high_confidence: overview.high,
            medium_confidence: overview.medium,
            low_confidence: overview.low,
            avg_confidence: overview.average_confidence,
            total_executions: overview.executions,
            successful_executions: overview.successes,
        }
    }
}

impl From<EmbeddingUsage> for EmbeddingView {
    fn from(usage: EmbeddingUsage) -> Self {
        let EmbeddingUsage { model, calls, tokens } = usage;
        Self { model, calls, tokens }
    }
}

impl From<&TypeCount> for TypeView {
    fn from(by_type: &TypeCount) -> Self {
        Self {
            pattern_type: by_type.pattern_type.into(),
            count: by_type.count,
            avg_confidence: by_type.average_confidence,
        }
    }
}

/// Get statistics of the library
///
/// For admins, operators and support.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The statistics", body = StatsView),
        QueryProblems,
    ),
)]
#[get("/api/patterns/stats")]
pub(crate) async fn pattern_stats(
    _staff: Staff,
    state: Data<ApiState>,
    _: Params<NoParams>,
) -> Result<Json<StatsView>, ApiError> {
    let midnight = Utc::now().date_naive().and_time(NaiveTime::MIN).and_utc();
    let overview = library::overview(&state.db, midnight).await?;
    Ok(Json(StatsView::new(overview, embedding_usage(&state.db).await?)))
}
