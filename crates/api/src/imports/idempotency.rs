//! The request header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).

use actix_web::HttpRequest;
use gleaner_domain::IdempotencyKey;
use sfv::{BareItem, Item, Parser};

use crate::problem::ApiError;

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The key of a request; `None` if it has none.
///
/// # Errors
/// `INVALID_REQUEST` if there are several keys, or the key is malformed.
pub(super) fn idempotency_key(request: &HttpRequest) -> Result<Option<IdempotencyKey>, ApiError> {
    let values: Vec<_> = request.headers().get_all(IDEMPOTENCY_KEY).collect();
    match values[..] {
        [] => Ok(None),
        [value] => value.to_str().ok().and_then(parse).map(Some).ok_or_else(malformed),
        _ => Err(malformed()),
    }
}

/// Parses a string of RFC 9651 in quotation marks, which the draft requires, or the characters without quotation marks,
/// which most clients send.
fn parse(text: &str) -> Option<IdempotencyKey> {
    if text.len() > IdempotencyKey::MAX_CHARS {
        return None;
    }
    if text.starts_with('"') {
        let Item { bare_item: BareItem::String(key), params } = Parser::new(text).parse().ok()? else {
            return None;
        };
        return params.is_empty().then(|| IdempotencyKey::parse(key.as_str()).ok())?;
    }
    let is_bare = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
    is_bare.then(|| IdempotencyKey::parse(text).ok())?
}

fn malformed() -> ApiError {
    let max = IdempotencyKey::MAX_CHARS;
    ApiError::invalid_request(format!(
        "Idempotency-Key must be one string of at most {max} printable ASCII characters, with or without quotation marks."
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sfv::{ItemSerializer, StringRef};

    use super::*;

    #[test]
    fn a_key_is_the_same_with_and_without_quotation_marks() {
        for (text, key) in
            [("abc", "abc"), ("\"abc\"", "abc"), ("\"a \\\" b\"", "a \" b"), ("a;b=1", "a;b=1")]
        {
            assert_eq!(parse(text).unwrap().as_str(), key, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_printable_key_is_read_back_from_its_quoted_form(key in "[ -~]{1,126}") {
            let quoted = ItemSerializer::new().bare_item(StringRef::from_str(&key).unwrap()).finish();
            prop_assert_eq!(parse(&quoted).map(|parsed| parsed.as_str().to_owned()), Some(key));
        }
    }

    #[test]
    fn a_malformed_key_is_refused() {
        for text in
            ["", "\"\"", "\"abc", "\"abc\" x", "\"abc\";x=1", "a b", "a\"b", "ключ", "a\tb", &"a".repeat(256)]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(parse(&"a".repeat(255)).is_some());
    }
}
