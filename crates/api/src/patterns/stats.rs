//! `GET /api/patterns/stats`

use actix_web::get;
use actix_web::web::{Data, Json};
use gleaner_persistence::library::{self, Overview};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Staff;
use crate::problem::{AccessProblems, ApiError};
use crate::state::ApiState;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OverviewView {
    total_patterns: u64,
    active_patterns: u64,
    /// Confidence of 0.8 and above.
    high_confidence: u64,
    /// Confidence from 0.6 up to 0.8.
    medium_confidence: u64,
    /// Confidence below 0.6.
    low_confidence: u64,
    /// 0 where there is no pattern.
    avg_confidence: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TypeView {
    #[schema(example = "access")]
    pattern_type: &'static str,
    count: u64,
    avg_confidence: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatsView {
    #[schema(example = true)]
    success: bool,
    overview: OverviewView,
    /// Types without a pattern are left out.
    by_type: Vec<TypeView>,
}

impl From<Overview> for StatsView {
    fn from(overview: Overview) -> Self {
        let of_type = |by_type: &library::TypeCount| TypeView {
            pattern_type: by_type.kind.as_str(),
            count: by_type.count,
            avg_confidence: by_type.average_confidence,
        };
        Self {
            success: true,
            by_type: overview.by_type.iter().map(of_type).collect(),
            overview: OverviewView {
                total_patterns: overview.total,
                active_patterns: overview.active,
                high_confidence: overview.high,
                medium_confidence: overview.medium,
                low_confidence: overview.low,
                avg_confidence: overview.average_confidence,
            },
        }
    }
}

/// The library in numbers
///
/// For admins, operators and support.
#[utoipa::path(
    tag = "patterns",
    security(("bearer" = [])),
    responses(
        (status = 200, body = StatsView),
        AccessProblems,
    ),
)]
#[get("/api/patterns/stats")]
pub(crate) async fn pattern_stats(_staff: Staff, state: Data<ApiState>) -> Result<Json<StatsView>, ApiError> {
    Ok(Json(library::overview(&state.db).await?.into()))
}
