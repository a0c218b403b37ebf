//! The refusals that handlers share, as the OpenAPI document tells them.

use utoipa::IntoResponses;

use super::ProblemBody;

/// Declares the refusals of a kind of address: the status of each, and the codes it may have.
macro_rules! refusals {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $status:literal: $codes:literal,)* }) => {
        $(#[$doc])*
        #[derive(IntoResponses)]
        #[expect(dead_code, reason = "describes responses to utoipa")]
        pub(crate) enum $name {
            $(
                #[doc = $codes]
                #[response(status = $status, content_type = "application/problem+json")]
                $variant(ProblemBody),
            )*
        }
    };
}

refusals! {
    /// Of every address that asks for a token.
    AccessProblems {
        Unauthorized = 401: "UNAUTHORIZED",
        Forbidden = 403: "FORBIDDEN",
        Limited = 429: "RATE_LIMITED",
    }
}

refusals! {
    /// Of an address that names one thing.
    LookupProblems {
        Unauthorized = 401: "UNAUTHORIZED",
        Forbidden = 403: "FORBIDDEN",
        NotFound = 404: "NOT_FOUND",
        Limited = 429: "RATE_LIMITED",
    }
}

refusals! {
    /// Of an address with query parameters.
    QueryProblems {
        Invalid = 400: "INVALID_REQUEST",
        Unauthorized = 401: "UNAUTHORIZED",
        Forbidden = 403: "FORBIDDEN",
        Limited = 429: "RATE_LIMITED",
    }
}

refusals! {
    /// Of an address that names one thing and has query parameters.
    ReportProblems {
        Invalid = 400: "INVALID_REQUEST",
        Unauthorized = 401: "UNAUTHORIZED",
        Forbidden = 403: "FORBIDDEN",
        NotFound = 404: "NOT_FOUND",
        Limited = 429: "RATE_LIMITED",
    }
}

refusals! {
    /// Of a preview.
    PreviewProblems {
        Invalid = 400: "INVALID_REQUEST",
        Unauthorized = 401: "UNAUTHORIZED",
        Forbidden = 403: "FORBIDDEN",
        TooLarge = 413: "FILE_TOO_LARGE",
        MediaType = 415: "UNSUPPORTED_MEDIA_TYPE",
        Unreadable = 422: "INVALID_FORMAT, NO_CONVERSATIONS",
        Limited = 429: "RATE_LIMITED",
        Busy = 503: "UNAVAILABLE",
    }
}

refusals! {
    /// Of an upload.
    UploadProblems {
        Invalid = 400: "INVALID_REQUEST",
        Unauthorized = 401: "UNAUTHORIZED",
        Forbidden = 403: "FORBIDDEN",
        Duplicate = 409: "DUPLICATE_FILE",
        TooLarge = 413: "FILE_TOO_LARGE",
        MediaType = 415: "UNSUPPORTED_MEDIA_TYPE",
        Unreadable = 422: "INVALID_FORMAT, NO_CONVERSATIONS",
        Limited = 429: "RATE_LIMITED",
        Busy = 503: "UNAVAILABLE",
    }
}
