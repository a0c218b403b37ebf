//! The application: the routes and the middleware.

use std::convert::Infallible;

use actix_cors::Cors;
use actix_web::body::{BodySize, BodyStream, BoxBody, MessageBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, Error};
use futures_util::stream;
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::SwaggerUi;

use crate::cors::only_for_listed_origins;
use crate::openapi;
use crate::problem::{self, KnownPaths};
use crate::routes::routes;
use crate::runtime::in_runtime;
use crate::state::ApiState;
use crate::telemetry::RequestSpan;

/// The application, for an HTTP server.
pub fn app(
    state: ApiState,
    cors: Cors,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let runtime = state.runtime.clone();
    let known_paths = KnownPaths::of(&openapi::routes_document());
    App::new()
        .into_utoipa_app()
        .configure(routes)
        .into_app()
        .app_data(Data::new(state))
        .app_data(Data::new(known_paths))
        .app_data(
            web::PathConfig::default().error_handler(|_, request| problem::no_such_path(request).into()),
        )
        .app_data(web::JsonConfig::default().error_handler(|error, _| problem::bad_json(error).into()))
        .service(web::redirect("/docs", "/docs/"))
        .service(problem::problem_types)
        .service(
            SwaggerUi::new("/docs/{_:.*}")
                .external_url_unchecked("/api-docs/openapi.json", openapi::document()),
        )
        .default_service(web::to(problem::no_route))
        .wrap(from_fn(move |request, next| in_runtime(runtime.clone(), request, next)))
        .wrap(from_fn(head_as_get))
        .wrap(cors)
        .wrap(from_fn(only_for_listed_origins))
        .wrap(Compress::default())
        // Around the other middleware, so its errors get a body too.
        .wrap(from_fn(problem::complete_response))
        .wrap(TracingLogger::<RequestSpan>::new())
}

/// Routes a `HEAD` request as `GET`. The HTTP layer knows the original method and omits the body, but it would read a
/// stream to its end.
async fn head_as_get(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_head = request.method() == Method::HEAD;
    if is_head {
        request.head_mut().method = Method::GET;
    }
    let response = next.call(request).await?.map_into_boxed_body();
    if is_head && response.response().body().size() == BodySize::Stream {
        let nothing = BodyStream::new(stream::empty::<Result<Bytes, Infallible>>());
        return Ok(response.map_body(|_, _| BoxBody::new(nothing)));
    }
    Ok(response)
}
