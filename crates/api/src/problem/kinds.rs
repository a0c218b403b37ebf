//! The table of problem types: the HTTP status, the title and the advice of each code.

use actix_web::http::StatusCode;
use gleaner_domain::ProblemCode;

/// A type of problem.
pub(crate) struct ProblemKind {
    /// The status of a response with this code; `None` if only jobs have the code.
    pub status: Option<StatusCode>,
    /// A short summary, the same for every occurrence.
    pub title: &'static str,
    /// When the problem occurs, and what the caller can do.
    pub advice: &'static str,
}

const fn refused(status: StatusCode, title: &'static str, advice: &'static str) -> ProblemKind {
    ProblemKind { status: Some(status), title, advice }
}

const fn of_job(title: &'static str, advice: &'static str) -> ProblemKind {
    ProblemKind { status: None, title, advice }
}

/// The problem type of a code.
#[expect(clippy::too_many_lines, reason = "a table; the compiler checks that it is complete")]
pub(crate) fn kind(code: ProblemCode) -> ProblemKind {
    use ProblemCode as C;
    use StatusCode as S;
    match code {
        C::InvalidFormat => refused(
            S::UNPROCESSABLE_ENTITY,
            "CSV format not recognized",
            "The file is not an OpenPhone export, or a required column is missing. `details` names the columns and the line. Export the messages again, or name the columns with `columnMap`.",
        ),
        C::NoConversations => refused(
            S::UNPROCESSABLE_ENTITY,
            "No valid conversations",
            "No conversation in the file has messages from both a customer and an operator. `details` counts the rows by outcome.",
        ),
        C::FileTooLarge => refused(
            S::PAYLOAD_TOO_LARGE,
            "File too large",
            "The file has more than `details.maxBytes` bytes. Export a shorter period, or increase the setting IMPORT_MAX_BYTES.",
        ),
        C::RateLimited => refused(
            S::TOO_MANY_REQUESTS,
            "Too many imports",
            "The user has started the maximum number of imports in the last hour. Try again after `Retry-After` seconds.",
        ),
        C::TooManyRequests => refused(
            S::TOO_MANY_REQUESTS,
            "Too many requests",
            "The user has sent the maximum number of requests in the last minute, is sending too many files at the same time, or has the maximum number of open event streams. Try again after `Retry-After` seconds.",
        ),
        C::DuplicateFile => refused(
            S::CONFLICT,
            "Duplicate file",
            "The same file is already being imported, or was imported completely, by the job in `details.jobId`. Read that job's status instead.",
        ),
        C::IdempotencyKeyInFlight => refused(
            S::CONFLICT,
            "Idempotency key in flight",
            "A request with the same `Idempotency-Key` is being processed. Repeat the request in a few seconds: it gets the response of that request, or is processed itself if that request is refused. If the service stopped meanwhile, that takes up to five minutes.",
        ),
        C::IdempotencyKeyReused => refused(
            S::UNPROCESSABLE_ENTITY,
            "Idempotency key reused",
            "The user has sent the same `Idempotency-Key` with another file, `columnMap`, `review`, `mode` or `budgetUsd` in the last 24 hours. Use a new key for each upload.",
        ),
        C::Conflict => refused(
            S::CONFLICT,
            "Conflict",
            "The resource is no longer in the state that the request needs. `error` says why. Read it again.",
        ),
        C::PreconditionFailed => refused(
            S::PRECONDITION_FAILED,
            "Changed in the meantime",
            "The resource does not have the `ETag` that `If-Match` names. Read it again, and repeat the change if it still applies.",
        ),
        C::UnsupportedMediaType => refused(
            S::UNSUPPORTED_MEDIA_TYPE,
            "Unsupported media type",
            "The operation does not support this media type. An upload is a form with a .csv file, JSON with `csvData`, or a `text/csv` body; every other body is JSON.",
        ),
        C::InvalidRequest => refused(
            S::BAD_REQUEST,
            "Invalid request",
            "The JSON or form data is malformed, or a query parameter is unknown or has an invalid value.",
        ),
        C::Unauthorized => refused(
            S::UNAUTHORIZED,
            "Not signed in",
            "Send `Authorization: Bearer <JWT>` with a token that is valid now.",
        ),
        C::Forbidden => refused(
            S::FORBIDDEN,
            "Not allowed",
            "The token is valid, but its role does not allow this request.",
        ),
        C::NotFound => refused(S::NOT_FOUND, "Not found", "No resource has this path or id."),
        C::MethodNotAllowed => refused(
            S::METHOD_NOT_ALLOWED,
            "Method not allowed",
            "This path supports only the methods listed in `Allow`.",
        ),
        C::Unavailable => refused(
            S::SERVICE_UNAVAILABLE,
            "Not available right now",
            "The service or its database is busy. Try again after `Retry-After` seconds.",
        ),
        C::Internal => refused(
            S::INTERNAL_SERVER_ERROR,
            "Internal error",
            "The service failed. The cause is in its log under `requestId`.",
        ),
        C::NoPatternsFound => {
            of_job("No patterns found", "In a job's `problems`: the import completed and learned nothing.")
        }
        C::BudgetSpent => of_job(
            "Budget spent",
            "In a job's `problems`: the next call to the language model could have cost more than was left of the budget. Retry the import with a higher `budgetUsd`.",
        ),
        C::ExtractionFailed => of_job(
            "Extraction failed",
            "In a job's `problems`: the import failed because extraction failed for every conversation. Fix the cause, then retry the import, which does not count as a new one.",
        ),
    }
}

/// The code as part of a schema name, such as `DuplicateFile`.
pub(crate) fn pascal_case(code: ProblemCode) -> String {
    let word = |word: &str| word[..1].to_owned() + &word[1..].to_lowercase();
    code.as_str().split('_').map(word).collect()
}
