//! Adds to the document what applies to every operation: the token, the default error, the headers of every
//! response, and the schemas of errors.

use gleaner_domain::JobId;
use serde_json::Value;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Deprecated, Header, OpenApi, Ref, RefOr, Response};

use crate::problem::schema;

/// SHA-256 of `samples/openphone-export.csv`: the examples in the document contain the id of its job.
const SAMPLE_SHA256: &str = "3af5aa76c1f95b0209ef65bbbcb75073d29ef103944a1c771596f2b8411ab191";

/// The older path of uploads, which the admin page still uses.
const OLDER_UPLOAD: &str = "/api/patterns/import-csv";

/// Completes the document of the routes.
pub(super) fn finish(mut document: OpenApi) -> Value {
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("bearer", bearer());
    components.headers.extend(common_headers());
    schema::add_schemas(components);
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        finish_operation(operation);
    }
    if let Some(upload) = document.paths.paths.get_mut(OLDER_UPLOAD).and_then(|item| item.post.as_mut()) {
        upload.deprecated = Some(Deprecated::True);
    }
    let mut document = serde_json::to_value(document).unwrap_or_default();
    complete_values(&mut document, &JobId::of_file(SAMPLE_SHA256, 0).to_string());
    document
}

fn bearer() -> SecurityScheme {
    let scheme = Http::builder()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("HS256; `gleaner token` and `gleaner serve --dev` issue one."))
        .build();
    SecurityScheme::Http(scheme)
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.delete].into_iter().filter_map(Option::as_mut)
}

fn finish_operation(operation: &mut Operation) {
    let requires_token = operation.responses.responses.contains_key("401");
    let default = RefOr::T(schema::default_response());
    operation.responses.responses.insert("default".to_owned(), default);
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            finish_response(response, requires_token);
        }
    }
}

fn finish_response(response: &mut Response, requires_token: bool) {
    let names = if requires_token { &COMMON_HEADERS[..] } else { &COMMON_HEADERS[..1] };
    for (name, ..) in names {
        let header = Ref::new(format!("#/components/headers/{name}"));
        response.headers.insert((*name).to_owned(), RefOr::Ref(header));
    }
    // Tools differ in whether a schema describes the text of a stream or one event, so there is none.
    if let Some(RefOr::T(events)) = response.content.get_mut("text/event-stream") {
        events.schema = None;
    }
}

/// The headers of responses: `X-Request-Id` of all, the others only of operations that require a token.
const COMMON_HEADERS: [(&str, Type, &str); 6] = [
    ("X-Request-Id", Type::String, "The id of this request in the service's log."),
    (
        "RateLimit-Limit",
        Type::Integer,
        "Requests that a user may send in a minute; absent if there is no limit.",
    ),
    ("RateLimit-Remaining", Type::Integer, "Requests that the user may send now."),
    ("RateLimit-Reset", Type::Integer, "Seconds until all requests are allowed again."),
    (
        "RateLimit-Policy",
        Type::String,
        "The limits of the user, as a list of RFC 9651: for each its name, what is allowed (`q`) and in how many seconds (`w`). `requests` is that of every request; `imports` is listed when it is used up.",
    ),
    (
        "RateLimit",
        Type::String,
        "The state of these limits: for each its name, what is allowed now (`r`), and the seconds until all is allowed again, or anything if nothing is (`t`).",
    ),
];

fn common_headers() -> impl Iterator<Item = (String, RefOr<Header>)> {
    COMMON_HEADERS.into_iter().map(|(name, of_type, description)| {
        let schema = ObjectBuilder::new().schema_type(of_type).build();
        let header = HeaderBuilder::new().schema(Some(schema)).description(Some(description)).build();
        (name.to_owned(), header.into())
    })
}

/// Adds what utoipa cannot express: an enum with one value becomes `const`, for which generators create a
/// literal type, and every path parameter that is the id of a job and has no example gets the example `job`.
fn complete_values(value: &mut Value, job: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| complete_values(item, job)),
        Value::Object(object) => {
            if let Some([single]) = object.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
                let single = single.clone();
                object.remove("enum");
                object.insert("const".to_owned(), single);
            }
            let is_uuid = object.get("schema").is_some_and(|schema| schema["format"] == "uuid");
            let is_in_path = object.get("in").is_some_and(|place| place == "path");
            if is_uuid && is_in_path && !object.contains_key("example") {
                object.insert("example".to_owned(), job.into());
            }
            object.values_mut().for_each(|value| complete_values(value, job));
        }
        _ => {}
    }
}
