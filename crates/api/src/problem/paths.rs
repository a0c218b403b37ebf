//! Requests that no route matches: 404, or 405 if the path exists with other methods.

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use gleaner_domain::ProblemCode;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

use super::error::{ApiError, not_found};

/// The documented paths with their methods.
#[derive(Debug)]
pub(crate) struct KnownPaths(Vec<(ResourceDef, Vec<Method>)>);

impl KnownPaths {
    /// The paths of `document`. `HEAD` is allowed wherever `GET` is.
    pub fn of(document: &OpenApi) -> Self {
        let paths = document.paths.paths.iter();
        Self(paths.map(|(path, item)| (ResourceDef::new(path.as_str()), methods(item))).collect())
    }

    /// The error for a request that no route matches.
    fn refusal(&self, request: &HttpRequest) -> ApiError {
        // Paths without a parameter come first in the document, so the first match is the exact one.
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

fn methods(item: &PathItem) -> Vec<Method> {
    let operations = [
        (Method::GET, &item.get),
        (Method::HEAD, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::DELETE, &item.delete),
    ];
    operations.into_iter().filter_map(|(method, operation)| operation.is_some().then_some(method)).collect()
}

/// The handler of requests that no route matches.
pub(crate) async fn no_route(
    request: HttpRequest,
    paths: Data<KnownPaths>,
) -> Result<HttpResponse, ApiError> {
    Err(paths.refusal(&request))
}

/// The error for a path parameter with an impossible value, such as a job id that is not a UUID.
pub(crate) fn no_such_path(request: &HttpRequest) -> ApiError {
    request.app_data::<Data<KnownPaths>>().map_or_else(not_found, |paths| paths.refusal(request))
}
