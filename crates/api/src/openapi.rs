//! The OpenAPI document.

use actix_web::App;
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
