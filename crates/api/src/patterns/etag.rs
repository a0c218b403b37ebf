//! The `ETag` of a pattern or a staged pattern: its revision. `If-Match` makes a change conditional on it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ETAG, EntityTag, Header, IfMatch, TryIntoHeaderPair};
use actix_web::{Error, FromRequest, HttpRequest};

use crate::problem::ApiError;

/// The revisions in `If-Match`; `None` if there is no such header, or if it is `*`.
#[derive(Debug)]
pub(crate) struct Revisions(pub Option<Vec<i64>>);

impl FromRequest for Revisions {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(revisions(request).map(Self).map_err(Error::from))
    }
}

fn revisions(request: &HttpRequest) -> Result<Option<Vec<i64>>, ApiError> {
    if !request.headers().contains_key(IfMatch::name()) {
        return Ok(None);
    }
    match IfMatch::parse(request) {
        Ok(IfMatch::Any) => Ok(None),
        // A tag of another form is that of no revision. A weak tag never matches (RFC 9110, section 13.1.1).
        Ok(IfMatch::Items(tags)) => {
            Ok(Some(tags.iter().filter(|tag| !tag.weak).filter_map(|tag| tag.tag().parse().ok()).collect()))
        }
        Err(_) => Err(ApiError::invalid_request("If-Match must contain the ETag of what is changed.")),
    }
}

/// The `ETag` of this revision.
pub(crate) fn etag(revision: i64) -> impl TryIntoHeaderPair {
    (ETAG, EntityTag::new_strong(revision.to_string()))
}
