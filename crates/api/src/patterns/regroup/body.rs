//! The body of a request for merges.

use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::web::{Json, Payload};
use actix_web::{FromRequest, HttpRequest};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::problem::ApiError;

/// The maximum number of patterns that one request merges.
const MAX_MERGES: usize = 100;

/// The id of a pattern. JSON does not distinguish `1.0` from `1`.
#[derive(Debug, Clone, Copy)]
struct PatternId(i32);

impl<'de> Deserialize<'de> for PatternId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        let id = number as i32;
        if f64::from(id) == number { Ok(Self(id)) } else { Err(D::Error::custom("expected an id")) }
    }
}

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
    into: PatternId,
    /// The patterns whose evidence it gets.
    #[schema(value_type = Vec<i32>, max_items = 100, example = json!([48, 51]))]
    patterns: Vec<PatternId>,
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
