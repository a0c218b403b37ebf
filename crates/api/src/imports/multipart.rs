//! The multipart form: exactly one file in the field `file`, and perhaps a `columnMap`.

use actix_multipart::{Field, Multipart};
use gleaner_domain::ProblemCode;

use super::columns::of_json;
use super::received::Upload;
use super::stream::{MAX_DISCARDED, discard, next};
use crate::problem::ApiError;

/// The field that holds the file.
const FILE_FIELD: &str = "file";
/// The fields that say which column is which.
const COLUMNS_FIELDS: [&str; 2] = ["columnMap", "column_map"];
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

    /// Reads the form to its end: only then is it known that it holds one file and no other.
    pub async fn receive(&mut self, upload: &mut Upload) -> Result<(), ApiError> {
        let (mut has_file, mut has_columns) = (false, false);
        let mut room = MAX_OTHER_FIELDS;
        while let Some(mut field) = self.next().await? {
            match field.name() {
                Some(FILE_FIELD) if has_file => {
                    return Err(form_problem("The form has more than one file. Please send one at a time."));
                }
                Some(FILE_FIELD) if !is_csv_file(&field) => {
                    return Err(ApiError::new(ProblemCode::UnsupportedMediaType));
                }
                Some(FILE_FIELD) => {
                    upload.spool.take(field).await?;
                    has_file = true;
                }
                Some(name) if COLUMNS_FIELDS.contains(&name) => {
                    let json = read(&mut field, &mut room).await?;
                    // A form sends a field that was left empty.
                    if !json.trim_ascii().is_empty() {
                        if has_columns {
                            return Err(form_problem("The form has more than one columnMap."));
                        }
                        upload.columns = of_json(&json)?;
                        has_columns = true;
                    }
                }
                _ => drop(read(&mut field, &mut room).await?),
            }
        }
        if has_file { Ok(()) } else { Err(form_problem("The form has no file in the field \"file\".")) }
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

fn is_csv_file(field: &Field) -> bool {
    let name = field.content_disposition().and_then(|disposition| disposition.get_filename());
    let named = name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".csv"));
    named || field.content_type().is_some_and(|media_type| is_csv(media_type.essence_str()))
}

/// Reads a field other than the file, as far as there is room for such.
async fn read(field: &mut Field, room: &mut usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next(field).await? {
        let chunk = chunk.map_err(|_| broken_form())?;
        *room = room
            .checked_sub(chunk.len())
            .ok_or_else(|| form_problem("The form has too much beside the file."))?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn broken_form() -> ApiError {
    form_problem("The form is damaged or ended before it was complete.")
}

/// Is this media type one that CSV files come with?
pub(super) fn is_csv(essence: &str) -> bool {
    matches!(essence, "text/csv" | "application/csv" | "application/vnd.ms-excel")
}

/// The body is not what its media type says.
pub(super) fn form_problem(reason: &str) -> ApiError {
    ApiError::with_sentence(ProblemCode::InvalidRequest, reason)
}
