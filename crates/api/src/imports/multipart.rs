//! The multipart form: exactly one file, in the field `file`.

use actix_multipart::{Field, Multipart};
use gleaner_domain::{ProblemCode, UserId};
use gleaner_intake::Accepted;
use serde_json::json;

use super::intake::accept_fed;
use super::stream::{MAX_DISCARDED, discard, next, send};
use crate::problem::ApiError;
use crate::state::ApiState;

/// The field that holds the file.
const FILE_FIELD: &str = "file";
/// Most bytes of the other fields together.
const MAX_OTHER_FIELDS: usize = 64 << 10;

/// The fields of a form, until it ends or proves to be broken: it must not be read on then.
pub(super) struct Fields {
    form: Multipart,
    is_over: bool,
}

impl Fields {
    pub fn of(form: Multipart) -> Self {
        Self { form, is_over: false }
    }

    async fn next(&mut self) -> Result<Option<Field>, ApiError> {
        if self.is_over {
            return Ok(None);
        }
        let field = next(&mut self.form).await;
        self.is_over = !matches!(field, Ok(Some(Ok(_))));
        field?.transpose().map_err(|_| broken_form())
    }

    /// Reads to the end of what is left of a refused form.
    pub async fn discard(&mut self) {
        let mut room = MAX_DISCARDED;
        while let Ok(Some(field)) = self.next().await {
            room = discard(field, room).await;
            if room == 0 {
                break;
            }
        }
    }
}

/// Reads the form to its end, and accepts its file.
pub(super) async fn receive(
    fields: &mut Fields,
    state: &ApiState,
    user: UserId,
) -> Result<Accepted, ApiError> {
    let mut file = None;
    let mut room = MAX_OTHER_FIELDS;
    while let Some(mut field) = fields.next().await? {
        if field.name() != Some(FILE_FIELD) {
            room = skip(&mut field, room).await?;
        } else if file.is_some() {
            return Err(form_problem("The form has more than one file. Please send one at a time."));
        } else if !is_csv_file(&field) {
            return Err(ApiError::new(ProblemCode::UnsupportedMediaType));
        } else {
            let (feed, accepting) = accept_fed(state, user.clone());
            send(field, &feed).await?;
            file = Some((feed, accepting));
        }
    }
    // Only now is it known that the form holds this file and no other.
    let (feed, accepting) =
        file.ok_or_else(|| form_problem("The form has no file in the field \"file\"."))?;
    feed.end().await;
    accepting.outcome().await
}

fn is_csv_file(field: &Field) -> bool {
    let name = field.content_disposition().and_then(|disposition| disposition.get_filename());
    let named = name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".csv"));
    named || field.content_type().is_some_and(|media_type| is_csv(media_type.essence_str()))
}

/// Passes over a field and answers how much room it has left for others.
async fn skip(field: &mut Field, mut room: usize) -> Result<usize, ApiError> {
    while let Some(chunk) = next(field).await? {
        let length = chunk.map_err(|_| broken_form())?.len();
        room =
            room.checked_sub(length).ok_or_else(|| form_problem("The form has too much beside the file."))?;
    }
    Ok(room)
}

fn broken_form() -> ApiError {
    form_problem("The form is damaged or ended before it was complete.")
}

/// Is this media type one that CSV files come with?
pub(super) fn is_csv(essence: &str) -> bool {
    matches!(essence, "text/csv" | "application/csv" | "application/vnd.ms-excel")
}

/// The upload is not of the form that it says.
pub(super) fn form_problem(reason: &str) -> ApiError {
    ApiError::new(ProblemCode::InvalidFormat).details(json!({ "reason": reason }))
}
