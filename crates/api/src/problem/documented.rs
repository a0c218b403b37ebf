//! The errors that the OpenAPI document lists for each kind of operation.

use std::collections::BTreeMap;

use gleaner_domain::ProblemCode::{self, *};
use utoipa::IntoResponses;
use utoipa::openapi::{RefOr, Response};

use super::schema;

/// Errors of every operation that requires a token.
const ACCESS: &[ProblemCode] = &[Unauthorized, Forbidden, TooManyRequests];

/// Errors of every operation without a token.
const PUBLIC: &[ProblemCode] = &[];

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident: $common:expr, $($code:ident),*;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                schema::responses(&[$common, &[$($code),*]].concat())
            }
        }
    )*};
}

problems! {
    /// Errors of a check without a token.
    LiveProblems: PUBLIC, InvalidRequest;
    /// Errors of a check without a token that queries the database.
    ReadyProblems: PUBLIC, InvalidRequest, Unavailable;
    /// Errors of an operation on one resource.
    LookupProblems: ACCESS, InvalidRequest, NotFound;
    /// Errors of a stream of events.
    StreamProblems: ACCESS, InvalidRequest, NotFound, Unavailable;
    /// Errors of an operation on a list.
    QueryProblems: ACCESS, InvalidRequest;
    /// Errors of an operation with a JSON body.
    BodyProblems: ACCESS, InvalidRequest, UnsupportedMediaType;
    /// Errors of an operation on one resource with a JSON body.
    ChangeProblems: ACCESS, InvalidRequest, NotFound, UnsupportedMediaType;
    /// Errors of merging resources.
    MergeProblems: ACCESS, InvalidRequest, NotFound, Conflict, UnsupportedMediaType;
    /// Errors of undoing something.
    UndoProblems: ACCESS, InvalidRequest, NotFound, Conflict;
    /// Errors of trying something again.
    RetryProblems: ACCESS, InvalidRequest, NotFound, Conflict, DuplicateFile;
    /// Errors of taking back a decision on a resource that has an `ETag`.
    ReopenProblems: ACCESS, InvalidRequest, NotFound, Conflict, PreconditionFailed;
    /// Errors of importing patterns.
    ExchangeProblems: ACCESS, InvalidRequest, FileTooLarge, UnsupportedMediaType;
    /// Errors of creating a resource.
    CreateProblems: ACCESS, InvalidRequest, Conflict, UnsupportedMediaType;
    /// Errors of changing a resource that has an `ETag`.
    EditProblems: ACCESS, InvalidRequest, NotFound, Conflict, PreconditionFailed, UnsupportedMediaType;
    /// Errors of deleting a resource that has an `ETag`.
    DeleteProblems: ACCESS, InvalidRequest, NotFound, PreconditionFailed;
    /// Errors of a preview.
    PreviewProblems: ACCESS, InvalidRequest, FileTooLarge, UnsupportedMediaType, InvalidFormat,
        NoConversations, Unavailable;
    /// Errors of an upload.
    UploadProblems: ACCESS, InvalidRequest, DuplicateFile, IdempotencyKeyInFlight, IdempotencyKeyReused,
        FileTooLarge, UnsupportedMediaType, InvalidFormat, NoConversations, RateLimited, Unavailable;
}
