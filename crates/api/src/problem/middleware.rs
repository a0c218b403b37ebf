//! The middleware that writes the body of every error response, of handlers and of the framework.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ALLOW, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, ResponseError};
use error_reporter::Report;
use gleaner_domain::ProblemCode;
use tracing_actix_web::RequestId;

use super::body::{PROBLEM_JSON, ProblemBody};
use super::error::ApiError;
use super::kinds::kind;
use super::mapping;
use super::page::PROBLEMS_PATH;
use crate::limits::LimitStates;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        mapping::status(self.problem.code)
    }

    /// A response without a body: [`complete_response`] writes it, since it also has the request.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status_code())
    }
}

/// Adds the request id and the rate limits to every response, and the body to every error response.
pub(crate) async fn complete_response(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let mut response = next.call(request).await?.map_into_boxed_body();
    if response.status().is_client_error() || response.status().is_server_error() {
        response = write_body(response, &request_id);
    }
    let limits = response.request().extensions_mut().remove::<LimitStates>();
    let headers = response.headers_mut();
    // A handler sets it so that the response is not compressed. It is not sent (RFC 9110, section 8.4.1).
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
        headers.remove(CONTENT_ENCODING);
    }
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        headers.insert(REQUEST_ID, value);
    }
    if let Some(limits) = limits {
        limits.write(headers);
    }
    Ok(response)
}

fn write_body(response: ServiceResponse<BoxBody>, request_id: &str) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let original = response.response().error();
    let of_framework;
    let error = match original.and_then(|error| error.as_error::<ApiError>()) {
        Some(error) => error,
        None => {
            of_framework = framework_error(status, original);
            &of_framework
        }
    };
    if status.is_server_error() {
        // Not `Debug`, which in a database driver may contain a row.
        let code = error.problem.code.as_str();
        tracing::error!(code, error = %Report::new(error), "the request failed");
    }
    let body = body(error, status, response.request(), request_id);
    let (retry_after, allow, code) = (error.retry_after, error.allow.clone(), error.problem.code);
    let mut response = response.map_body(|_, _| BoxBody::new(serde_json::to_vec(&body).unwrap_or_default()));
    let headers = response.headers_mut();
    // The compressed body was replaced.
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
    response
}

/// The error for a status that the framework returned. Its cause is what the framework says about the error.
fn framework_error(status: StatusCode, original: Option<&Error>) -> ApiError {
    let error = ApiError::new(mapping::code(status));
    match original {
        Some(original) => error.caused_by(original.to_string()),
        None => error,
    }
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

#[cfg(test)]
mod tests {
    use actix_web::error::ErrorInternalServerError;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, web};

    use super::*;
    use crate::log_lines::LogLines;

    #[actix_web::test]
    async fn the_cause_of_an_error_is_logged_whoever_returned_it_and_is_not_in_the_response() {
        let (lines, _guard) = LogLines::collect();
        let of_framework = || async { Err::<HttpResponse, Error>(ErrorInternalServerError("the cause")) };
        let of_handler = || async { Err::<HttpResponse, ApiError>(ApiError::internal("the cause")) };
        let app = App::new()
            .wrap(from_fn(complete_response))
            .route("/framework", web::get().to(of_framework))
            .route("/handler", web::get().to(of_handler));
        let app = init_service(app).await;
        for path in ["/framework", "/handler"] {
            let response = call_service(&app, TestRequest::get().uri(path).to_request()).await;
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let body = String::from_utf8(read_body(response).await.to_vec()).unwrap();
            assert!(body.contains("INTERNAL") && !body.contains("the cause"), "{body}");
            let logged = lines.take();
            assert!(
                logged.contains("the request failed") && logged.contains("the cause"),
                "{path}: {logged}"
            );
        }
    }
}
