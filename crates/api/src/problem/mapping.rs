//! Converts the errors of the other crates to codes, and codes to HTTP statuses.

use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use gleaner_domain::{JobId, ProblemCode, ReportedRow, RowCounts, RowOutcome};
use gleaner_intake::IntakeError;
use gleaner_persistence::jobs::AcceptError;
use gleaner_sources::ReadError;

use super::details::{
    DuplicateFileDetails, FileTooLargeDetails, InvalidFormatDetails, NoConversationsDetails,
};
use super::error::ApiError;
use super::kinds::kind;
use crate::rows::{ReportedRowView, RowsView};

/// How long a client waits before it tries again, if the database is busy or cannot be reached.
const RETRY_AFTER_SECONDS: u64 = 5;

/// The HTTP status of a code.
pub(super) fn status(code: ProblemCode) -> StatusCode {
    kind(code).status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

/// The code of a status that the framework returned.
pub(super) fn code(status: StatusCode) -> ProblemCode {
    match status {
        StatusCode::UNAUTHORIZED => ProblemCode::Unauthorized,
        StatusCode::FORBIDDEN => ProblemCode::Forbidden,
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::FileTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        StatusCode::TOO_MANY_REQUESTS => ProblemCode::TooManyRequests,
        StatusCode::SERVICE_UNAVAILABLE => ProblemCode::Unavailable,
        status if status.is_client_error() => ProblemCode::InvalidRequest,
        _ => ProblemCode::Internal,
    }
}

impl From<gleaner_persistence::Error> for ApiError {
    fn from(error: gleaner_persistence::Error) -> Self {
        if error.is_outage() || error.is_transient() {
            return Self::new(ProblemCode::Unavailable).retry_after(RETRY_AFTER_SECONDS).caused_by(error);
        }
        Self::internal(error)
    }
}

impl From<IntakeError> for ApiError {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Unreadable(error) => error.into(),
            IntakeError::NotAccepted(error) => error.into(),
            IntakeError::PriceUnknown(model) => Self::invalid_request(format!(
                "A budget needs the price of the language model {model}. Please ask your administrator to set OPENAI_PRICES."
            )),
            IntakeError::BudgetTooHigh(most) => Self::with_sentence(
                ProblemCode::Forbidden,
                format!("Only an admin can set a budget above ${}.", most.dollars()),
            ),
            IntakeError::NoConversations { rows, one_sided } => no_conversations(&rows, one_sided),
        }
    }
}

fn no_conversations(rows: &RowCounts, one_sided: usize) -> ApiError {
    ApiError::new(ProblemCode::NoConversations).details(NoConversationsDetails {
        messages: rows.of(RowOutcome::Imported),
        repeated_messages: rows.of(RowOutcome::Duplicate),
        one_sided_conversations: one_sided as u64,
        rows: RowsView::from(rows),
    })
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> Self {
        let reason = error.to_string();
        let details = InvalidFormatDetails::default();
        let details = match error {
            ReadError::NoRows => return no_conversations(&RowCounts::default(), 0),
            ReadError::TooLarge { max_bytes } => return too_large(max_bytes),
            ReadError::MostlyRejected { counts, first } => return mostly_rejected(&reason, &counts, first),
            ReadError::Empty => {
                InvalidFormatDetails { reason: Some("The file is empty.".to_owned()), ..details }
            }
            ReadError::HeaderTooLong { line } => {
                let reason = "The first line is too long to be the header of an export.".to_owned();
                InvalidFormatDetails { reason: Some(reason), line: Some(line), ..details }
            }
            ReadError::NotText { kind, line } => {
                let what = kind.map(|kind| format!(" but {kind}")).unwrap_or_default();
                let reason = format!("The file is not text{what}. Please send the exported CSV itself.");
                let media_type = kind.map(str::to_owned);
                InvalidFormatDetails { reason: Some(reason), media_type, line: Some(line), ..details }
            }
            ReadError::MissingColumns { missing, found, line } => InvalidFormatDetails {
                missing_columns: Some(missing.into_iter().map(str::to_owned).collect()),
                found_columns: Some(found),
                line: Some(line),
                ..details
            },
            ReadError::TooManyMessages { max, line } => {
                let reason = format!(
                    "The file has more than {max} messages: more than an export of the allowed size can have."
                );
                InvalidFormatDetails { reason: Some(reason), line: Some(line), ..details }
            }
        };
        Self::new(ProblemCode::InvalidFormat).details(details)
    }
}

fn mostly_rejected(reason: &str, counts: &RowCounts, first: Vec<ReportedRow>) -> ApiError {
    let first: Vec<_> = first.into_iter().map(ReportedRowView::from).collect();
    // The admin page shows only this sentence, so it must say what to do.
    let what = first.first().map(|row| format!(" Line {}: {}", row.line, row.sentence));
    let sentence = format!("{}{}", ProblemCode::InvalidFormat.sentence(), what.unwrap_or_default());
    ApiError::with_sentence(ProblemCode::InvalidFormat, sentence).details(InvalidFormatDetails {
        reason: Some(format!("Most rows cannot be read: {reason}")),
        rows: Some(RowsView::from(counts)),
        first_rejected: Some(first),
        ..InvalidFormatDetails::default()
    })
}

/// The error for a file of more than `max_bytes` bytes.
pub(crate) fn too_large(max_bytes: u64) -> ApiError {
    ApiError::with_sentence(
        ProblemCode::FileTooLarge,
        format!("File exceeds {} limit.", readable_size(max_bytes)),
    )
    .details(FileTooLargeDetails { max_bytes })
}

/// A size in the largest unit that divides it.
fn readable_size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(1 << 20, "MB"), (1 << 10, "KB")];
    let exact = UNITS.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    exact.map_or_else(|| format!("{bytes} byte"), |(unit, name)| format!("{}{name}", bytes / unit))
}

impl From<AcceptError> for ApiError {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::DuplicateFile { job, completed_at } => duplicate(job, completed_at),
            AcceptError::KeyReused => Self::new(ProblemCode::IdempotencyKeyReused),
            AcceptError::KeyInFlight => Self::new(ProblemCode::IdempotencyKeyInFlight),
            AcceptError::QuotaUsed { retry_after } => {
                let seconds = u64::try_from(retry_after.num_seconds()).unwrap_or(0) + 1;
                Self::new(ProblemCode::RateLimited).retry_after(seconds)
            }
            AcceptError::Store(error) => error.into(),
        }
    }
}

fn duplicate(job: JobId, completed_at: Option<DateTime<Utc>>) -> ApiError {
    let details = DuplicateFileDetails { job_id: job.0, completed_at };
    let error = match completed_at {
        Some(_) => ApiError::new(ProblemCode::DuplicateFile),
        None => ApiError::with_sentence(ProblemCode::DuplicateFile, "This file is being imported right now."),
    };
    error.details(details)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_states_the_configured_limit() {
        assert_eq!(too_large(10 << 20).problem.sentence, "File exceeds 10MB limit.");
        assert_eq!(too_large(512 << 10).problem.sentence, "File exceeds 512KB limit.");
        assert_eq!(too_large(1_000).problem.sentence, "File exceeds 1000 byte limit.");
    }

    #[test]
    fn a_status_of_the_framework_maps_to_a_code_of_the_same_class() {
        for number in 400..600 {
            let of_framework = StatusCode::from_u16(number).unwrap();
            let mapped = status(super::code(of_framework));
            assert_eq!(mapped.is_client_error(), of_framework.is_client_error(), "{number}");
        }
        assert_eq!(super::code(StatusCode::TOO_MANY_REQUESTS), ProblemCode::TooManyRequests);
    }
}
