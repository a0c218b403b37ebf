//! Every error of the layers below, to a code; every code, to an HTTP status.

use actix_web::http::StatusCode;
use gleaner_domain::{ProblemCode, RowCounts, RowOutcome};
use gleaner_intake::IntakeError;
use gleaner_persistence::imports::AcceptError;
use gleaner_sources::ReadError;
use serde_json::{Value, json};

use super::ApiError;
use crate::imports::{ReportedRowView, RowsView};

/// The status of a code.
pub(super) fn status(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::InvalidFormat
        | ProblemCode::NoConversations
        | ProblemCode::NoPatternsFound
        | ProblemCode::ExtractionFailed => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::FileTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::DuplicateFile => StatusCode::CONFLICT,
        ProblemCode::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemCode::InvalidRequest => StatusCode::BAD_REQUEST,
        ProblemCode::Unauthorized => StatusCode::UNAUTHORIZED,
        ProblemCode::Forbidden => StatusCode::FORBIDDEN,
        ProblemCode::NotFound => StatusCode::NOT_FOUND,
        ProblemCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ProblemCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The code of a status that the framework has answered by itself.
pub(super) fn code(status: StatusCode) -> ProblemCode {
    match status {
        StatusCode::UNAUTHORIZED => ProblemCode::Unauthorized,
        StatusCode::FORBIDDEN => ProblemCode::Forbidden,
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::FileTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        StatusCode::SERVICE_UNAVAILABLE => ProblemCode::Unavailable,
        status if status.is_client_error() => ProblemCode::InvalidRequest,
        _ => ProblemCode::Internal,
    }
}

impl From<gleaner_persistence::Error> for ApiError {
    fn from(error: gleaner_persistence::Error) -> Self {
        Self::internal(error)
    }
}

impl From<IntakeError> for ApiError {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Unreadable(error) => error.into(),
            IntakeError::NotAccepted(error) => error.into(),
            IntakeError::NoConversations { rows, one_sided } => {
                no_conversations(&rows, json!({ "oneSidedConversations": one_sided }))
            }
        }
    }
}

fn no_conversations(rows: &RowCounts, details: Value) -> ApiError {
    let mut details = details;
    details["messages"] = rows.of(RowOutcome::Imported).into();
    details["repeatedMessages"] = rows.of(RowOutcome::Duplicate).into();
    details["rows"] = json!(RowsView::from(rows));
    ApiError::new(ProblemCode::NoConversations).details(details)
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> Self {
        let invalid = |details| Self::new(ProblemCode::InvalidFormat).details(details);
        let reason = error.to_string();
        match error {
            ReadError::NoRows => no_conversations(&RowCounts::default(), json!({})),
            ReadError::Empty => invalid(json!({ "reason": "The file is empty." })),
            ReadError::HeaderTooLong { line } => invalid(
                json!({ "reason": "The first line is longer than any header of an export.", "line": line }),
            ),
            ReadError::NotText { kind, line } => {
                let what = kind.map(|kind| format!(" but {kind}")).unwrap_or_default();
                let reason = format!("The file is not text{what}. Please send the exported CSV itself.");
                invalid(json!({ "reason": reason, "mediaType": kind, "line": line }))
            }
            ReadError::MissingColumns { missing, found, line } => {
                invalid(json!({ "missingColumns": missing, "foundColumns": found, "line": line }))
            }
            ReadError::MostlyRejected { counts, first } => {
                let first: Vec<_> = first.into_iter().map(ReportedRowView::from).collect();
                // The page shows no more than this sentence, and it must say what to do.
                let what = first.first().map(|row| format!(" Line {}: {}", row.line, row.sentence));
                let sentence =
                    format!("{}{}", ProblemCode::InvalidFormat.sentence(), what.unwrap_or_default());
                let reason = format!("Most rows cannot be read: {reason}");
                let details =
                    json!({ "reason": reason, "rows": RowsView::from(&counts), "firstRejected": first });
                Self::with_sentence(ProblemCode::InvalidFormat, sentence).details(details)
            }
            ReadError::TooManyMessages { max, line } => {
                let reason =
                    format!("There are more than {max} messages, which no export of the allowed size has.");
                invalid(json!({ "reason": reason, "line": line }))
            }
            ReadError::TooLarge { max_bytes } => too_large(max_bytes),
        }
    }
}

/// More than `max_bytes` were sent.
pub(crate) fn too_large(max_bytes: u64) -> ApiError {
    ApiError::with_sentence(
        ProblemCode::FileTooLarge,
        format!("File exceeds {} limit.", readable_size(max_bytes)),
    )
    .details(json!({ "maxBytes": max_bytes }))
}

/// In the largest unit that divides it.
fn readable_size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(1 << 20, "MB"), (1 << 10, "KB")];
    let exact = UNITS.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    exact.map_or_else(|| format!("{bytes} byte"), |(unit, name)| format!("{}{name}", bytes / unit))
}

impl From<AcceptError> for ApiError {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::DuplicateFile { job, completed_at } => Self::new(ProblemCode::DuplicateFile)
                .details(json!({ "jobId": job.to_string(), "completedAt": completed_at })),
            AcceptError::QuotaUsed { retry_after } => {
                let seconds = u64::try_from(retry_after.num_seconds()).unwrap_or(0) + 1;
                Self::new(ProblemCode::RateLimited).retry_after(seconds)
            }
            AcceptError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_follows_the_setting() {
        assert_eq!(too_large(10 << 20).problem.sentence, "File exceeds 10MB limit.");
        assert_eq!(too_large(512 << 10).problem.sentence, "File exceeds 512KB limit.");
        assert_eq!(too_large(1_000).problem.sentence, "File exceeds 1000 byte limit.");
    }

    #[test]
    fn a_status_of_the_framework_keeps_its_status() {
        for code in ProblemCode::ALL {
            let back = status(super::code(status(*code)));
            assert_eq!(back.is_client_error(), status(*code).is_client_error(), "{code:?}");
        }
    }
}
