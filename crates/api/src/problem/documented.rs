//! The refusals that handlers share, as the OpenAPI document tells them.

use utoipa::IntoResponses;

use super::ProblemBody;

/// Of every address that asks for a token.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses to utoipa")]
pub(crate) enum AccessProblems {
    /// UNAUTHORIZED
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(ProblemBody),
    /// FORBIDDEN
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemBody),
    /// RATE_LIMITED
    #[response(status = 429, content_type = "application/problem+json")]
    Limited(ProblemBody),
}

/// Of an address that names one thing.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses to utoipa")]
pub(crate) enum LookupProblems {
    /// UNAUTHORIZED
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(ProblemBody),
    /// FORBIDDEN
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemBody),
    /// NOT_FOUND
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemBody),
    /// RATE_LIMITED
    #[response(status = 429, content_type = "application/problem+json")]
    Limited(ProblemBody),
}

/// Of an address with query parameters.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses to utoipa")]
pub(crate) enum QueryProblems {
    /// INVALID_REQUEST
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(ProblemBody),
    /// UNAUTHORIZED
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(ProblemBody),
    /// FORBIDDEN
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemBody),
    /// RATE_LIMITED
    #[response(status = 429, content_type = "application/problem+json")]
    Limited(ProblemBody),
}

/// Of an address that names one thing and has query parameters.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses to utoipa")]
pub(crate) enum ReportProblems {
    /// INVALID_REQUEST
    #[response(status = 400, content_type = "application/problem+json")]
    Invalid(ProblemBody),
    /// UNAUTHORIZED
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(ProblemBody),
    /// FORBIDDEN
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemBody),
    /// NOT_FOUND
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemBody),
    /// RATE_LIMITED
    #[response(status = 429, content_type = "application/problem+json")]
    Limited(ProblemBody),
}

/// Of an upload.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses to utoipa")]
pub(crate) enum UploadProblems {
    /// INVALID_REQUEST
    #[response(status = 400, content_type = "application/problem+json")]
    Interrupted(ProblemBody),
    /// UNAUTHORIZED
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(ProblemBody),
    /// FORBIDDEN
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemBody),
    /// DUPLICATE_FILE
    #[response(status = 409, content_type = "application/problem+json")]
    Duplicate(ProblemBody),
    /// FILE_TOO_LARGE
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemBody),
    /// UNSUPPORTED_MEDIA_TYPE
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(ProblemBody),
    /// INVALID_FORMAT, NO_CONVERSATIONS
    #[response(status = 422, content_type = "application/problem+json")]
    Unreadable(ProblemBody),
    /// RATE_LIMITED
    #[response(status = 429, content_type = "application/problem+json")]
    Limited(ProblemBody),
    /// UNAVAILABLE
    #[response(status = 503, content_type = "application/problem+json")]
    Busy(ProblemBody),
}
