//! `POST /api/patterns/import/{jobId}/undo` and `…/redo`

mod view;

use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::Utc;
use gleaner_domain::{JobId, ProblemCode};
use gleaner_persistence::jobs::{self, UndoError};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use self::view::EffectsView;
use crate::access::Admin;
use crate::problem::{ApiError, UndoProblems, not_found};
use crate::query::Params;
use crate::state::ApiState;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UndoQuery {
    /// Whether to only say what would happen, and change nothing.
    #[serde(default)]
    #[param(default = false)]
    dry_run: bool,
}

/// Undo an import
///
/// For admins. What only this import taught is removed. A pattern that other imports taught as well is restored to what
/// they taught. A pattern that a person changed is kept. The messages become importable again, so the same file can be
/// sent again. Nothing is changed with `dry_run=true`.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("jobId" = Uuid, Path, description = "The job's id"), UndoQuery),
    responses(
        (status = 200, description = "What became of the patterns of the import", body = EffectsView),
        UndoProblems,
    ),
)]
#[post("/api/patterns/import/{jobId}/undo")]
pub(crate) async fn undo_import(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<Uuid>,
    query: Params<UndoQuery>,
) -> Result<Json<EffectsView>, ApiError> {
    let dry_run = query.0.dry_run;
    let effects = jobs::undo(&state.db, JobId(*id), &author, dry_run, Utc::now()).await?;
    Ok(Json(EffectsView::undone(*id, dry_run, &effects)))
}

/// Take back the undo of an import
///
/// For admins. The patterns are learned again from what is stored, without calls of a language model. It is refused if
/// the file or some of its messages were imported again since. Nothing is changed with `dry_run=true`.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("jobId" = Uuid, Path, description = "The job's id"), UndoQuery),
    responses(
        (status = 200, description = "What became of the patterns of the import", body = EffectsView),
        UndoProblems,
    ),
)]
#[post("/api/patterns/import/{jobId}/redo")]
pub(crate) async fn redo_import(
    Admin(author): Admin,
    state: Data<ApiState>,
    id: Path<Uuid>,
    query: Params<UndoQuery>,
) -> Result<Json<EffectsView>, ApiError> {
    let dry_run = query.0.dry_run;
    let effects = jobs::redo(&state.db, JobId(*id), &author, dry_run, Utc::now()).await?;
    Ok(Json(EffectsView::redone(*id, dry_run, &effects)))
}

impl From<UndoError> for ApiError {
    fn from(error: UndoError) -> Self {
        let conflict = |sentence: String| Self::with_sentence(ProblemCode::Conflict, sentence);
        match error {
            UndoError::NotFound => not_found(),
            UndoError::Running => {
                conflict("The import is still running. Cancel it, or wait until it ends.".to_owned())
            }
            UndoError::Undone => conflict("The import was undone before.".to_owned()),
            UndoError::NotUndone => conflict("The import was not undone.".to_owned()),
            UndoError::ImportedAgain(other) => conflict(format!(
                "The file or some of its messages were imported again by the import {other}. Undo that import first."
            )),
            UndoError::Store(error) => error.into(),
        }
    }
}
