//! The application around the routes: what every request passes through.

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{App, Error};
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::SwaggerUi;

use crate::openapi;
use crate::problem::{self, KnownPaths};
use crate::routes::routes;
use crate::state::ApiState;
use crate::telemetry::RequestSpan;

/// The application, ready to be served or called by a test.
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
    let document = openapi::document();
    let known_paths = KnownPaths::of(&document);
    App::new()
        .into_utoipa_app()
        .configure(routes)
        .into_app()
        .app_data(Data::new(state))
        .app_data(Data::new(known_paths))
        .app_data(
            web::PathConfig::default().error_handler(|_, request| problem::no_such_path(request).into()),
        )
        .app_data(web::QueryConfig::default().error_handler(|_, _| problem::bad_query().into()))
        .service(web::redirect("/docs", "/docs/"))
        .service(SwaggerUi::new("/docs/{_:.*}").url("/api-docs/openapi.json", document))
        .default_service(web::to(problem::no_route))
        .wrap(cors)
        // Around the others, so that what they refuse has the one shape too.
        .wrap(from_fn(problem::one_shape))
        .wrap(TracingLogger::<RequestSpan>::new())
}

/// Which pages of other origins may call the service. None where `origins` is empty.
pub fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "DELETE"])
        .allowed_headers(["authorization", "content-type"])
        .expose_headers(["location", "retry-after", "x-request-id"])
        .max_age(3_600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
