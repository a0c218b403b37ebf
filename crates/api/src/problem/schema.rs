//! The schemas of errors in the OpenAPI document: a flat schema for each code, which lets generated clients
//! narrow by `code`, and `Problem` for any error.

use std::collections::BTreeMap;

use gleaner_domain::ProblemCode;
use strum::VariantArray;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{Components, Discriminator, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

use super::body::{PROBLEM_JSON, ProblemBody};
use super::details::{
    DuplicateFileDetails, FileTooLargeDetails, InvalidFormatDetails, InvalidRequestDetails,
    NoConversationsDetails,
};
use super::kinds::{kind, pascal_case};
use crate::names::constant_bool;

const PROBLEM: &str = "Problem";

fn schema_name(code: ProblemCode) -> String {
    format!("{}Problem", pascal_case(code))
}

fn reference(code: ProblemCode) -> Ref {
    Ref::from_schema_name(schema_name(code))
}

/// The codes that a response can have.
fn response_codes() -> impl Iterator<Item = ProblemCode> {
    ProblemCode::VARIANTS.iter().copied().filter(|code| kind(*code).status.is_some())
}

/// Adds the schemas of all problems to `components`.
pub(crate) fn add_schemas(components: &mut Components) {
    let mut schemas = Vec::new();
    InvalidRequestDetails::schemas(&mut schemas);
    InvalidFormatDetails::schemas(&mut schemas);
    NoConversationsDetails::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for code in response_codes() {
        if let Some((name, schema, _)) = details(code) {
            components.schemas.insert(name, schema);
        }
        components.schemas.insert(schema_name(code), problem_schema(code));
    }
    components.schemas.insert(PROBLEM.to_owned(), any_problem());
}

/// The name and schema of a code's details, and whether the details are always present.
fn details(code: ProblemCode) -> Option<(String, RefOr<Schema>, bool)> {
    fn of<T: ToSchema>(always: bool) -> Option<(String, RefOr<Schema>, bool)> {
        Some((T::name().into_owned(), T::schema(), always))
    }
    match code {
        ProblemCode::InvalidRequest => of::<InvalidRequestDetails>(false),
        ProblemCode::InvalidFormat => of::<InvalidFormatDetails>(true),
        ProblemCode::NoConversations => of::<NoConversationsDetails>(true),
        ProblemCode::FileTooLarge => of::<FileTooLargeDetails>(true),
        ProblemCode::DuplicateFile => of::<DuplicateFileDetails>(true),
        _ => None,
    }
}

fn problem_schema(code: ProblemCode) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = ProblemBody::schema() else { return ProblemBody::schema() };
    object.description = Some(kind(code).advice.to_owned());
    let text = |value: String| ObjectBuilder::new().schema_type(Type::String).enum_values(Some([value]));
    object.properties.insert("code".to_owned(), text(code.as_str().to_owned()).into());
    object.properties.insert("success".to_owned(), constant_bool(false));
    if let Some(status) = kind(code).status {
        let status = ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([status.as_u16()]));
        object.properties.insert("status".to_owned(), status.into());
    }
    object.properties.shift_remove("details");
    if let Some((name, _, always)) = details(code) {
        object.properties.insert("details".to_owned(), Ref::from_schema_name(name).into());
        if always {
            object.required.push("details".to_owned());
        }
    }
    Schema::Object(object).into()
}

fn any_problem() -> RefOr<Schema> {
    let mut discriminator = Discriminator::new("code");
    let mut schema = OneOfBuilder::new().description(Some("Any error (RFC 9457 problem details)."));
    for code in response_codes() {
        discriminator.mapping.insert(code.as_str().to_owned(), reference(code).ref_location);
        schema = schema.item(reference(code));
    }
    schema.discriminator(Some(discriminator)).into()
}

/// The responses for `codes`, by status.
pub(crate) fn responses(codes: &[ProblemCode]) -> BTreeMap<String, RefOr<Response>> {
    let mut by_status: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in codes {
        let status = kind(*code).status.map_or(500, |status| status.as_u16());
        by_status.entry(status).or_default().push(*code);
    }
    by_status
        .into_iter()
        .map(|(status, codes)| (status.to_string(), response(status, &codes).into()))
        .collect()
}

fn response(status: u16, codes: &[ProblemCode]) -> Response {
    let titles: Vec<_> = codes.iter().map(|code| kind(*code).title).collect();
    let schema: RefOr<Schema> = match codes {
        [code] => reference(*code).into(),
        _ => {
            let all = codes.iter().fold(OneOfBuilder::new(), |all, code| all.item(reference(*code)));
            all.into()
        }
    };
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new().description(titles.join(", or ")).content(PROBLEM_JSON, content);
    match status {
        401 => response.header("WWW-Authenticate", text_header("The authentication scheme.", "Bearer")),
        429 | 503 => response.header("Retry-After", retry_after()),
        _ => response,
    }
    .build()
}

/// The response for every status that an operation does not list.
pub(crate) fn default_response() -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(PROBLEM))).build();
    ResponseBuilder::new().description("Any other error").content(PROBLEM_JSON, content).build()
}

/// `Retry-After` in the document.
pub(crate) fn retry_after() -> utoipa::openapi::Header {
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    HeaderBuilder::new()
        .schema(Some(seconds))
        .description(Some("Seconds to wait before trying again."))
        .build()
}

/// A header whose value is text.
pub(crate) fn text_header(description: &str, example: &str) -> utoipa::openapi::Header {
    let text = ObjectBuilder::new().schema_type(Type::String).examples([example]);
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}
