//! The patterns that a message is compared with.

use std::collections::HashMap;

use gleaner_domain::matching::Candidate;
use gleaner_persistence::library::{self, PatternFilter};

use crate::problem::ApiError;
use crate::state::ApiState;

/// The maximum length of a message, in characters: ten concatenated SMS segments.
pub(super) const MAX_MESSAGE_CHARS: usize = 1_600;

/// The patterns that meet `filter` and have a question like `message`, by its words or its meaning.
pub(super) async fn candidates(
    state: &ApiState,
    message: &str,
    filter: &PatternFilter,
) -> Result<Vec<Candidate>, ApiError> {
    let by_meaning = match &state.meaning {
        Some(meaning) => meaning.similar(&state.db, message).await?,
        None => HashMap::new(),
    };
    Ok(library::match_candidates(&state.db, message, &by_meaning, filter).await?)
}

/// # Errors
/// `INVALID_REQUEST` if the message is empty or too long.
pub(super) fn check_message(message: &str) -> Result<(), ApiError> {
    if (1..=MAX_MESSAGE_CHARS).contains(&message.chars().count()) {
        return Ok(());
    }
    Err(ApiError::invalid_request(format!("The message must have 1 to {MAX_MESSAGE_CHARS} characters.")))
}
