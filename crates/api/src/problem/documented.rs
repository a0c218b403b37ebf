//! The errors of each kind of operation, as the OpenAPI document lists them.

use std::collections::BTreeMap;

use gleaner_domain::ProblemCode::{self, *};
use utoipa::IntoResponses;
use utoipa::openapi::{RefOr, Response};

use super::schema;

/// Every operation that asks for a token.
const ACCESS: &[ProblemCode] = &[Unauthorized, Forbidden, TooManyRequests];

/// Operations that ask for none.
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
    /// Of a check that asks for no token and for nothing else.
    LiveProblems: PUBLIC, InvalidRequest;
    /// Of a check that asks for no token, but the database.
    ReadyProblems: PUBLIC, InvalidRequest, Unavailable;
    /// Of an operation without parameters.
    AccessProblems: ACCESS, ;
    /// Of an operation on one thing.
    LookupProblems: ACCESS, NotFound;
    /// Of an operation on one thing that refuses unknown query parameters.
    ReportProblems: ACCESS, InvalidRequest, NotFound;
    /// Of an operation with query parameters or a small body.
    QueryProblems: ACCESS, InvalidRequest;
    /// Of a preview.
    PreviewProblems: ACCESS, InvalidRequest, FileTooLarge, UnsupportedMediaType, InvalidFormat, NoConversations, Unavailable;
    /// Of an upload.
    UploadProblems: ACCESS, InvalidRequest, DuplicateFile, FileTooLarge, UnsupportedMediaType, InvalidFormat,
        NoConversations, RateLimited, Unavailable;
}
