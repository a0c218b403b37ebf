//! The body of a request for merges.

use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::web::{Json, Payload};
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::ids::Id;
use crate::problem::ApiError;

/// The maximum number of patterns that one request merges.
const MAX_MERGES: usize = 100;

/// Merges to make.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegroupRequest)]
pub(crate) struct RegroupBody {
    /// At most 100 patterns together.
    #[serde(default)]
    #[schema(max_items = 100)]
    merges: Vec<MergeBody>,
}

/// Patterns that are the same.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PatternMerge)]
pub(crate) struct MergeBody {
    /// The pattern that remains.
    #[schema(value_type = i32, example = 12)]
    into: Id,
    /// The patterns whose evidence it gets.
    #[schema(value_type = Vec<i32>, max_items = 100, example = json!([48, 51]))]
    patterns: Vec<Id>,
}

fn has_body(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let is_empty = headers.get(CONTENT_LENGTH).is_none_or(|length| length == "0");
    !is_empty || headers.contains_key(TRANSFER_ENCODING)
}

/// The merges in the body: the pattern that remains, and the one whose evidence it gets.
pub(super) async fn merges(
    request: &HttpRequest,
    payload: Payload,
) -> Result<Vec<(i32, i32)>, actix_web::Error> {
    if !has_body(request) {
        return Ok(vec![]);
    }
    let body = Json::<Option<RegroupBody>>::from_request(request, &mut payload.into_inner()).await?;
    let merges = body.into_inner().unwrap_or_default().merges.into_iter();
    let merges = merges.flat_map(|merge| merge.patterns.into_iter().map(move |from| (merge.into.0, from.0)));
    let merges: Vec<_> = merges.collect();
    if merges.len() > MAX_MERGES {
        let sentence = format!("A request merges at most {MAX_MERGES} patterns.");
        return Err(ApiError::invalid_request(sentence).into());
    }
    Ok(merges)
}
