//! The multipart form: exactly one file in the field `file`, and optionally a `columnMap`, `review`, `mode` and
//! `budgetUsd`.

use actix_multipart::{Field, Multipart};
use gleaner_domain::{Budget, ImportMode, ProblemCode};
use gleaner_sources::ColumnMap;

use super::columns::of_json;
use super::spool::Spool;
use super::stream::{MAX_DISCARDED, discard, next};
use crate::problem::ApiError;

/// The field of the file.
const FILE_FIELD: &str = "file";
/// The names of the field of the column map.
const COLUMNS_FIELDS: [&str; 2] = ["columnMap", "column_map"];
/// Whether the patterns are staged for a review.
const REVIEW_FIELD: &str = "review";
/// How the language model is called.
const MODE_FIELD: &str = "mode";
/// What the import may cost.
const BUDGET_FIELD: &str = "budgetUsd";
/// Most bytes of all fields except the file.
const MAX_OTHER_FIELDS: usize = 64 << 10;

/// What the fields of a form other than the file state.
#[derive(Default)]
pub(super) struct Stated {
    pub columns: Option<ColumnMap>,
    pub review: Option<bool>,
    pub mode: Option<ImportMode>,
    pub budget: Option<Budget>,
}

/// The fields of a form. After its end or an error, the form is not read any further.
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

    /// Writes the file to `spool`, and returns what the other fields state. Reads the form to its end, since another
    /// file may follow.
    pub async fn receive(&mut self, spool: &mut Spool) -> Result<Stated, ApiError> {
        let (mut has_file, mut stated) = (false, Stated::default());
        let mut room = MAX_OTHER_FIELDS;
        while let Some(mut field) = self.next().await? {
            match field.name() {
                Some(FILE_FIELD) if has_file => {
                    return Err(ApiError::invalid_request(
                        "The form has more than one file. Please send one at a time.",
                    ));
                }
                Some(FILE_FIELD) if !is_csv_file(&field) => {
                    return Err(ApiError::new(ProblemCode::UnsupportedMediaType));
                }
                Some(FILE_FIELD) => {
                    spool.write(field).await?;
                    has_file = true;
                }
                Some(name) if COLUMNS_FIELDS.contains(&name) => {
                    let json = read(&mut field, &mut room).await?;
                    // A browser sends empty fields too.
                    if !json.trim_ascii().is_empty() && stated.columns.replace(of_json(&json)?).is_some() {
                        return Err(ApiError::invalid_request("The form has more than one columnMap."));
                    }
                }
                Some(REVIEW_FIELD) => {
                    let text = read(&mut field, &mut room).await?;
                    stated.review =
                        optional(&text, (REVIEW_FIELD, "true or false"), |text| text.parse().ok())?
                            .or(stated.review);
                }
                Some(MODE_FIELD) => {
                    let text = read(&mut field, &mut room).await?;
                    stated.mode =
                        optional(&text, (MODE_FIELD, "standard or economy"), |text| text.parse().ok())?
                            .or(stated.mode);
                }
                Some(BUDGET_FIELD) => {
                    let text = read(&mut field, &mut room).await?;
                    stated.budget = optional(&text, (BUDGET_FIELD, Budget::TAKES), |text| {
                        Budget::of_dollars(text.parse().ok()?)
                    })?
                    .or(stated.budget);
                }
                _ => drop(read(&mut field, &mut room).await?),
            }
        }
        if has_file {
            Ok(stated)
        } else {
            Err(ApiError::invalid_request("The form has no file in the field \"file\"."))
        }
    }

    /// Reads the rest of a refused form to its end.
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
    let has_csv_name = name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".csv"));
    has_csv_name || field.content_type().is_some_and(|media_type| is_csv(media_type.essence_str()))
}

/// Reads a field other than the file, and subtracts its size from `room`.
async fn read(field: &mut Field, room: &mut usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next(field).await? {
        let chunk = chunk.map_err(|_| broken_form())?;
        *room = room.checked_sub(chunk.len()).ok_or_else(|| {
            ApiError::invalid_request("The fields of the form besides the file are too long.")
        })?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The value of the optional field `name`, which takes `expected`. A browser sends empty fields too.
fn optional<T>(
    text: &[u8],
    (name, expected): (&str, &str),
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, ApiError> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Ok(None);
    }
    let value = std::str::from_utf8(text).ok().and_then(parse);
    value.map(Some).ok_or_else(|| ApiError::invalid_request(format!("{name} must be {expected}.")))
}

fn broken_form() -> ApiError {
    ApiError::invalid_request("The form is malformed or incomplete.")
}

/// Returns whether CSV files are sent with this media type.
pub(super) fn is_csv(essence: &str) -> bool {
    matches!(essence, "text/csv" | "application/csv" | "application/vnd.ms-excel")
}
