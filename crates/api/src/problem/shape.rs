//! Writes the body of every error response, whether a handler or the framework made it.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ResourceDef, ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ALLOW, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError};
use gleaner_domain::ProblemCode;
use serde::Serialize;
use tracing_actix_web::RequestId;
use utoipa::ToSchema;
use utoipa::openapi::OpenApi;

use super::details::Details;
use super::kinds::kind;
use super::page::PROBLEMS_PATH;
use super::schema::PROBLEM_JSON;
use super::{ApiError, mapping, not_found};
use crate::limits::LimitState;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Problem details (RFC 9457) with the fields that the operations page reads.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProblemBody {
    /// Where the type of problem is explained.
    #[schema(format = "uri-reference")]
    r#type: String,
    /// A short summary of the type of problem.
    title: &'static str,
    status: u16,
    /// What happened this time.
    detail: String,
    /// The path of the request.
    #[schema(format = "uri-reference")]
    instance: String,
    success: bool,
    code: &'static str,
    /// The sentence to show to a person.
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    details: Option<Box<Details>>,
    /// The id of this request in the service's log; also in `X-Request-Id`.
    request_id: String,
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        mapping::status(self.problem.code)
    }

    /// Without a body: [`one_shape`] writes it, which knows the request too.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status_code())
    }
}

/// Gives every response its request id and its rate limit, and every error response its body.
pub(crate) async fn one_shape(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let mut response = next.call(request).await?.map_into_boxed_body();
    if response.status().is_client_error() || response.status().is_server_error() {
        response = write_body(response, &request_id);
    }
    let limit = response.request().extensions().get::<LimitState>().copied();
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        headers.insert(REQUEST_ID, value);
    }
    if let Some(limit) = limit {
        limit.write(headers);
    }
    Ok(response)
}

fn write_body(response: ServiceResponse<BoxBody>, request_id: &str) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let error = response.response().error().and_then(|error| error.as_error::<ApiError>());
    let framework;
    let error = match error {
        Some(error) => error,
        None => {
            framework = ApiError::new(mapping::code(status));
            &framework
        }
    };
    if status.is_server_error() {
        tracing::error!(code = error.problem.code.as_str(), source = error.causes(), "a request failed");
    }
    let body = body(error, status, response.request(), request_id);
    let (retry_after, allow, code) = (error.retry_after, error.allow.clone(), error.problem.code);
    let mut mapped = response.map_body(|_, _| BoxBody::new(serde_json::to_vec(&body).unwrap_or_default()));
    let headers = mapped.headers_mut();
    // The body that was compressed is gone.
    headers.remove(CONTENT_ENCODING);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(allow) = allow.and_then(|methods| HeaderValue::from_str(&methods).ok()) {
        headers.insert(ALLOW, allow);
    }
    if code == ProblemCode::Unauthorized {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    mapped
}

fn body(error: &ApiError, status: StatusCode, request: &HttpRequest, request_id: &str) -> ProblemBody {
    let problem = &error.problem;
    ProblemBody {
        r#type: format!("{PROBLEMS_PATH}#{}", problem.code.as_str()),
        title: kind(problem.code).title,
        status: status.as_u16(),
        detail: problem.sentence.clone(),
        instance: request.path().to_owned(),
        success: false,
        code: problem.code.as_str(),
        error: problem.sentence.clone(),
        details: error.details.clone(),
        request_id: request_id.to_owned(),
    }
}

/// The documented paths with the methods that each takes.
#[derive(Debug)]
pub(crate) struct KnownPaths(Vec<(ResourceDef, Vec<Method>)>);

impl KnownPaths {
    /// `HEAD` is allowed where `GET` is.
    pub fn of(document: &OpenApi) -> Self {
        let methods = |item: &utoipa::openapi::PathItem| {
            [
                (Method::GET, &item.get),
                (Method::HEAD, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::DELETE, &item.delete),
            ]
            .into_iter()
            .filter_map(|(method, operation)| operation.is_some().then_some(method))
            .collect()
        };
        let paths = document.paths.paths.iter();
        Self(paths.map(|(path, item)| (ResourceDef::new(path.as_str()), methods(item))).collect())
    }

    /// Why a request has no handler: 405 where the path is known with other methods, else 404.
    fn refusal(&self, request: &HttpRequest) -> ApiError {
        // The first that fits: fixed paths are listed before those with a parameter.
        let known = self.0.iter().find(|(definition, _)| definition.is_match(request.path()));
        match known {
            Some((_, methods)) if !methods.contains(request.method()) => {
                let allow = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
                ApiError { allow: Some(allow), ..ApiError::new(ProblemCode::MethodNotAllowed) }
            }
            _ => not_found(),
        }
    }
}

/// Answers what no route takes.
pub(crate) async fn no_route(
    request: HttpRequest,
    paths: Data<KnownPaths>,
) -> Result<HttpResponse, ApiError> {
    Err(paths.refusal(&request))
}

/// Answers a path whose parameter has no such value, such as a job id that is no UUID.
pub(crate) fn no_such_path(request: &HttpRequest) -> ApiError {
    request.app_data::<Data<KnownPaths>>().map_or_else(not_found, |paths| paths.refusal(request))
}
