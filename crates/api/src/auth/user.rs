//! Users, roles, and the extractors that a handler states its requirement with: a handler that
//! names none of them does not know who is asking.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use gleaner_domain::{ProblemCode, UserId};

use crate::limits::Exceeded;
use crate::problem::ApiError;
use crate::state::ApiState;

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Admin,
    /// Answers customers: reads the library.
    Operator,
    /// Helps operators: reads the library.
    Support,
    /// A customer, a contractor, a kiosk, or a role that is not known: nothing here.
    Outsider,
}

impl Role {
    /// The role of a claim; one that is not known has no rights.
    pub fn from_name(name: &str) -> Self {
        match name {
            "admin" => Self::Admin,
            "operator" => Self::Operator,
            "support" => Self::Support,
            _ => Self::Outsider,
        }
    }

    /// The name in a claim.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Operator => "operator",
            Self::Support => "support",
            Self::Outsider => "customer",
        }
    }
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub role: Role,
}

impl User {
    /// The user of the request's token, counted against their limit.
    fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let state =
            request.app_data::<Data<ApiState>>().ok_or_else(|| ApiError::new(ProblemCode::Internal))?;
        let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let user = header
            .and_then(|header| header.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .and_then(|(_, token)| state.tokens.verify(token.trim()))
            .ok_or_else(|| Self::stranger(request, state))?;
        count(request, state, user.id.as_str())?;
        Ok(user)
    }

    /// Guessing tokens is limited too, by the address it comes from.
    fn stranger(request: &HttpRequest, state: &ApiState) -> ApiError {
        let address = request.peer_addr().map(|address| format!("address {}", address.ip()));
        let counted = count(request, state, &address.unwrap_or_default());
        counted.err().unwrap_or_else(|| ApiError::new(ProblemCode::Unauthorized))
    }

    fn with(request: &HttpRequest, may: impl Fn(Role) -> bool) -> Result<Self, Error> {
        let user = Self::of(request)?;
        if may(user.role) { Ok(user) } else { Err(ApiError::new(ProblemCode::Forbidden).into()) }
    }
}

/// Counts one request of `key`, and stores the state of the limit for the response's headers.
fn count(request: &HttpRequest, state: &ApiState, key: &str) -> Result<(), ApiError> {
    let (limit, outcome) = match state.limit.check(key) {
        Ok(limit) => (limit, Ok(())),
        Err(Exceeded { state, wait }) => {
            let error = ApiError::new(ProblemCode::TooManyRequests).retry_after(wait.as_secs() + 1);
            (Some(state), Err(error))
        }
    };
    if let Some(limit) = limit {
        request.extensions_mut().insert(limit);
    }
    outcome
}

macro_rules! requirement {
    ($(#[$doc:meta])* $name:ident, $may:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name(pub User);

        impl FromRequest for $name {
            type Error = Error;
            type Future = Ready<Result<Self, Error>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready(User::with(request, $may).map(Self))
            }
        }
    };
}

requirement!(
    /// Imports, reviews, undoes.
    Admin,
    |role| role == Role::Admin
);
requirement!(
    /// Reads the library.
    Staff,
    |role| role != Role::Outsider
);
requirement!(
    /// Reads what is their own.
    SignedIn,
    |_| true
);
