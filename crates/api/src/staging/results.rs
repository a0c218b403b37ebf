//! Decisions on several staged patterns, each with its own result.

use error_reporter::Report;
use gleaner_domain::ProblemCode;
use gleaner_domain::pattern::StagedStatus;
use gleaner_persistence::staging::ReviewError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::Id;
use crate::problem::ApiError;

/// The maximum number of staged patterns that one request decides on.
const MAX_IDS: usize = 100;

/// What became of a staged pattern.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReviewResult)]
pub(crate) struct ResultView {
    pub id: i32,
    /// The pattern of the library that it created or confirmed; null unless it was approved.
    #[schema(required)]
    pub pattern_id: Option<i32>,
    /// Whether that pattern is new; null unless the staged pattern was approved.
    #[schema(required)]
    pub is_new: Option<bool>,
    /// Why nothing was changed, as a human-readable sentence; null if the decision was made.
    #[schema(required)]
    pub error: Option<String>,
}

/// The ids of a request, each once.
pub(super) fn ids(ids: &[Id]) -> Result<Vec<i32>, ApiError> {
    if !(1..=MAX_IDS).contains(&ids.len()) {
        return Err(ApiError::invalid_request(format!("patternIds: expected 1 to {MAX_IDS} ids.")));
    }
    let mut unique = Vec::with_capacity(ids.len());
    for Id(id) in ids {
        if !unique.contains(id) {
            unique.push(*id);
        }
    }
    Ok(unique)
}

/// Refuses `If-Match` for several staged patterns, since the revisions of one say nothing about another.
pub(super) fn check_if_match(if_revision: Option<&[i64]>, ids: &[i32]) -> Result<(), ApiError> {
    match if_revision {
        Some(_) if ids.len() != 1 => Err(ApiError::invalid_request("If-Match needs a single id.")),
        _ => Ok(()),
    }
}

/// Collects the results of a request.
#[derive(Default)]
pub(super) struct Results {
    pub views: Vec<ResultView>,
    pub made: usize,
    first_error: Option<ApiError>,
}

impl Results {
    /// Adds the result for `id`: the pattern of the library and whether it is new, if there is one.
    pub fn add(&mut self, id: i32, result: Result<Option<(i32, bool)>, ReviewError>) {
        let (pattern, error) = match result {
            Ok(pattern) => {
                self.made += 1;
                (pattern, None)
            }
            Err(error) => {
                let error = ApiError::from(error);
                if let Some(source) = &error.source {
                    tracing::error!(error = %Report::new(source.as_ref()), "a staged pattern could not be reviewed");
                }
                let sentence = error.problem.sentence.clone();
                self.first_error.get_or_insert(error);
                (None, Some(sentence))
            }
        };
        let (pattern_id, is_new) = pattern.unzip();
        self.views.push(ResultView { id, pattern_id, is_new, error });
    }

    pub fn failed(&self) -> usize {
        self.views.len() - self.made
    }

    /// The results.
    ///
    /// # Errors
    /// The error of the only decision, if it could not be made.
    pub fn checked(mut self) -> Result<Self, ApiError> {
        match self.first_error.take() {
            Some(error) if self.views.len() == 1 => Err(error),
            _ => Ok(self),
        }
    }
}

impl From<ReviewError> for ApiError {
    fn from(error: ReviewError) -> Self {
        let conflict = |sentence: &str| Self::with_sentence(ProblemCode::Conflict, sentence);
        match error {
            ReviewError::NotFound => {
                Self::with_sentence(ProblemCode::NotFound, "There is no such staged pattern.")
            }
            ReviewError::Status(StagedStatus::Pending) => conflict("The staged pattern is not rejected."),
            ReviewError::Status(StagedStatus::Approved) => {
                conflict("The staged pattern was approved before.")
            }
            ReviewError::Status(StagedStatus::Rejected) => {
                conflict("The staged pattern was rejected before.")
            }
            ReviewError::Stale => Self::new(ProblemCode::PreconditionFailed),
            ReviewError::Undone => conflict("The import was undone."),
            ReviewError::Removed => {
                conflict("The same pattern was deleted from the library. Restore that one instead.")
            }
            ReviewError::Inactive(id) => conflict(&format!(
                "Pattern {id} of the library is the same and not in use. Activate it first."
            )),
            ReviewError::Written(id) => conflict(&format!(
                "A person wrote pattern {id} of the library, which is the same, or allowed that it is sent without \
                 asking. Edit that pattern instead."
            )),
            ReviewError::Store(error) => error.into(),
        }
    }
}
