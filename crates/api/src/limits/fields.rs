//! The response headers that tell a client the state of its limits.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use sfv::{ListSerializer, integer, key_ref, string_ref};

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");
const STATE: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The state of one limit of a user. Times are in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LimitState {
    /// The name of the limit.
    pub name: &'static str,
    /// What is allowed in one window.
    pub limit: u32,
    /// The length of a window.
    pub window: u32,
    /// What is allowed now.
    pub remaining: u32,
    /// The time until everything is allowed again.
    pub reset: u32,
    /// The same time, unless nothing is allowed now: then the time until something is, as in `Retry-After`.
    pub until: u32,
}

impl LimitState {
    /// The state of a limit of `limit` imports per hour that are used up for `retry_after` seconds.
    pub(crate) fn of_imports(limit: u32, retry_after: u32) -> Self {
        Self { name: "imports", limit, window: 3_600, remaining: 0, reset: retry_after, until: retry_after }
    }
}

/// The states of the limits that apply to a request.
#[derive(Debug, Default)]
pub(crate) struct LimitStates {
    /// The requests of a minute.
    pub requests: Option<LimitState>,
    /// The imports of an hour, if they are used up.
    pub imports: Option<LimitState>,
}

impl LimitStates {
    /// Writes the fields of draft-ietf-httpapi-ratelimit-headers-10 for all limits, and for the requests also those of
    /// draft 06, which many clients read.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        if let Some(requests) = self.requests {
            headers.insert(LIMIT, HeaderValue::from(requests.limit));
            headers.insert(REMAINING, HeaderValue::from(requests.remaining));
            headers.insert(RESET, HeaderValue::from(requests.reset));
        }
        let (mut policies, mut states) = (ListSerializer::new(), ListSerializer::new());
        for state in self.requests.iter().chain(&self.imports) {
            let _ = policies
                .bare_item(string_ref(state.name))
                .parameter(key_ref("q"), integer(state.limit.into()))
                .parameter(key_ref("w"), integer(state.window.into()));
            let _ = states
                .bare_item(string_ref(state.name))
                .parameter(key_ref("r"), integer(state.remaining.into()))
                .parameter(key_ref("t"), integer(state.until.into()));
        }
        // An empty list is not sent.
        for (name, list) in [(POLICY, policies.finish()), (STATE, states.finish())] {
            if let Some(value) = list.and_then(|list| HeaderValue::try_from(list).ok()) {
                headers.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use sfv::{Item, List, ListEntry, Parser};

    use super::*;

    fn parsed(headers: &HeaderMap, name: &HeaderName) -> Vec<(String, Vec<(String, i64)>)> {
        let list: List = Parser::new(headers.get(name).unwrap().to_str().unwrap()).parse().unwrap();
        let item = |entry: ListEntry| {
            let ListEntry::Item(Item { bare_item, params }) = entry else { panic!("an inner list") };
            let number = |value: &sfv::BareItem| i64::from(value.as_integer().unwrap());
            let params = params.iter().map(|(key, value)| (key.to_string(), number(value)));
            (bare_item.as_string().unwrap().to_string(), params.collect())
        };
        list.into_iter().map(item).collect()
    }

    #[test]
    fn the_fields_are_structured_fields_that_name_each_limit() {
        let requests =
            LimitState { name: "requests", limit: 120, window: 60, remaining: 7, reset: 57, until: 57 };
        let imports =
            LimitState { name: "imports", limit: 1, window: 3_600, remaining: 0, reset: 9, until: 9 };
        let mut headers = HeaderMap::new();
        LimitStates { requests: Some(requests), imports: Some(imports) }.write(&mut headers);
        let item = |name: &str, params: [(&str, i64); 2]| {
            (name.to_owned(), params.map(|(key, value)| (key.to_owned(), value)).to_vec())
        };
        assert_eq!(
            parsed(&headers, &POLICY),
            [item("requests", [("q", 120), ("w", 60)]), item("imports", [("q", 1), ("w", 3_600)])]
        );
        assert_eq!(
            parsed(&headers, &STATE),
            [item("requests", [("r", 7), ("t", 57)]), item("imports", [("r", 0), ("t", 9)])]
        );
        assert_eq!(headers.get(REMAINING), Some(&HeaderValue::from(7)));
    }

    #[test]
    fn without_a_limit_there_is_no_field() {
        let mut headers = HeaderMap::new();
        LimitStates::default().write(&mut headers);
        assert!(headers.is_empty());
    }
}
