//! The JSON of the `errors` of a job.

use gleaner_domain::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};

use crate::error::Error;

const CORRUPT: Error = Error::Corrupt("pattern_import_jobs.errors");

#[derive(Serialize, Deserialize)]
struct StoredProblem {
    code: String,
    message: String,
}

pub(super) fn encode(problems: &[Problem]) -> Result<serde_json::Value, Error> {
    let stored = problems.iter().map(|problem| StoredProblem {
        code: problem.code.as_str().to_owned(),
        message: problem.sentence.clone(),
    });
    serde_json::to_value(stored.collect::<Vec<_>>()).map_err(|_| CORRUPT)
}

pub(super) fn decode(stored: serde_json::Value) -> Result<Vec<Problem>, Error> {
    let stored: Vec<StoredProblem> = serde_json::from_value(stored).map_err(|_| CORRUPT)?;
    let problem =
        |stored: StoredProblem| Some(Problem::new(stored.code.parse::<ProblemCode>().ok()?, stored.message));
    stored.into_iter().map(problem).collect::<Option<_>>().ok_or(CORRUPT)
}
