//! The OpenAPI document, and the span that a request is logged in.

use actix_web::App;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use tracing::Span;
use tracing_actix_web::{DefaultRootSpanBuilder, RootSpanBuilder};
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_actix_web::AppExt;

use crate::routes::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gleaner",
        description = "Learns reusable reply patterns from exported OpenPhone conversations.",
        license(name = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "imports", description = "Uploading exports and watching their jobs"),
        (name = "patterns", description = "The library of reply patterns"),
        (name = "health", description = "For load balancers and orchestrators"),
    ),
    modifiers(&Bearer),
)]
struct Base;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("HS256; `gleaner token` or `gleaner serve --dev` makes one."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The document of all routes.
pub fn document() -> Document {
    let (_, document) =
        App::new().into_utoipa_app().openapi(Base::openapi()).configure(routes).split_for_parts();
    document
}

/// The default span without the query and without what a client claims of itself.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let request_id = request.extensions_request_id();
        tracing::info_span!(
            "request",
            http.method = %request.method(),
            http.route = request.match_pattern().unwrap_or_else(|| "unknown".to_owned()),
            http.status_code = tracing::field::Empty,
            otel.status_code = tracing::field::Empty,
            exception.message = tracing::field::Empty,
            exception.details = tracing::field::Empty,
            request.id = request_id,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        DefaultRootSpanBuilder::on_request_end(span, outcome);
    }
}

trait RequestIdOf {
    fn extensions_request_id(&self) -> String;
}

impl RequestIdOf for ServiceRequest {
    fn extensions_request_id(&self) -> String {
        use actix_web::HttpMessage;
        self.extensions().get::<tracing_actix_web::RequestId>().map(ToString::to_string).unwrap_or_default()
    }
}
