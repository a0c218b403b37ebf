//! Access to an operation: extractors for its handler. A handler without one of them is public.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use gleaner_domain::ProblemCode;
use gleaner_persistence::audit::Author;
use tracing_actix_web::RequestId;

use crate::auth::{Role, User};
use crate::limits::{Exceeded, LimitStates};
use crate::problem::ApiError;
use crate::state::ApiState;

/// Declares an extractor that requires a valid token with an allowed role.
macro_rules! requirement {
    ($(#[$doc:meta])* $name:ident, $is_allowed:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub(crate) struct $name(pub User);

        impl FromRequest for $name {
            type Error = Error;
            type Future = Ready<Result<Self, Error>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready(authorize(request, $is_allowed).map(Self).map_err(Error::from))
            }
        }
    };
}

requirement!(
    /// A user who may import. The imports of an operator are reviewed.
    Importer,
    |role| matches!(role, Role::Admin | Role::Operator)
);
requirement!(
    /// A user who may read the library.
    #[expect(dead_code, reason = "its handlers need the check, and not the user")]
    Staff,
    |role| role != Role::Unprivileged
);
requirement!(
    /// Any user; the handler decides which resources they may read.
    SignedIn,
    |_| true
);

/// An admin, as the author of what the request changes.
#[derive(Debug, Clone)]
pub(crate) struct Admin(pub Author);

impl FromRequest for Admin {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let user = authorize(request, |role| role == Role::Admin);
        ready(user.map(|user| Self(author(user, request))).map_err(Error::from))
    }
}

/// The user as the author of what the request changes.
pub(crate) fn author(user: User, request: &HttpRequest) -> Author {
    let id = request.extensions().get::<RequestId>().map(ToString::to_string);
    Author { user: user.id, request: id }
}

/// The user of a request, if their role is allowed.
fn authorize(request: &HttpRequest, is_allowed: impl Fn(Role) -> bool) -> Result<User, ApiError> {
    let user = authenticate(request)?;
    if is_allowed(user.role) { Ok(user) } else { Err(ApiError::new(ProblemCode::Forbidden)) }
}

/// The user of the request's token. Counts the request against that user's limit.
fn authenticate(request: &HttpRequest) -> Result<User, ApiError> {
    let state = request.app_data::<Data<ApiState>>().ok_or_else(|| ApiError::new(ProblemCode::Internal))?;
    let user = bearer(request).and_then(|token| state.tokens.verify(token));
    let user = user.ok_or_else(|| unauthenticated(request, state))?;
    count(request, state, user.id.as_str())?;
    Ok(user)
}

/// The token of a request.
pub(crate) fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The error for a request without a valid token. Such requests are limited by network address, against
/// guessing of tokens.
fn unauthenticated(request: &HttpRequest, state: &ApiState) -> ApiError {
    let address = request.peer_addr().map(|address| format!("address {}", address.ip()));
    let counted = count(request, state, &address.unwrap_or_default());
    counted.err().unwrap_or_else(|| ApiError::new(ProblemCode::Unauthorized))
}

/// Counts a request of `key`, and stores the state of its limit for the headers of the response.
fn count(request: &HttpRequest, state: &ApiState, key: &str) -> Result<(), ApiError> {
    let (limit, outcome) = match state.limit.check(key) {
        Ok(limit) => (limit, Ok(())),
        Err(Exceeded(state)) => {
            let error = ApiError::new(ProblemCode::TooManyRequests).retry_after(state.until.into());
            (Some(state), Err(error))
        }
    };
    request.extensions_mut().insert(LimitStates { requests: limit, imports: None });
    outcome
}
