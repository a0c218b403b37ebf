//! The OpenAPI document.

mod finish;

use actix_web::App;
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_actix_web::AppExt;

use crate::imports::ColumnNames;
use crate::names::{ExportFormatName, ListedStatusName, SortByName, SortOrderName};
use crate::routes::routes;
use crate::staging::list::StatusFilter;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gleaner",
        description = "Learns reusable reply patterns from exported OpenPhone conversations.\n\nUpload an export, \
                       poll its job, then read the library. Every error is a problem detail (RFC 9457) with a \
                       `code` for programs and an `error` for people.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact(name = "Gleaner"),
    ),
    servers((url = "/", description = "The server that serves this document")),
    tags(
        (name = "imports", description = "Upload exports and follow their jobs"),
        (name = "review", description = "Decide on staged patterns"),
        (name = "patterns", description = "Read and edit the library of reply patterns"),
        (name = "audit", description = "Who did what"),
        (name = "health", description = "For load balancers and orchestrators"),
    ),
    components(schemas(ColumnNames, ExportFormatName, ListedStatusName, SortByName, SortOrderName, StatusFilter)),
)]
struct Base;

/// The document as the macros declare it, without the additions of [`finish`].
pub(crate) fn routes_document() -> Document {
    let (_, document) =
        App::new().into_utoipa_app().openapi(Base::openapi()).configure(routes).split_for_parts();
    document
}

/// The OpenAPI document, as JSON.
pub fn document() -> Value {
    finish::finish(routes_document())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_document_is_current() {
        let committed = include_str!("../../../openapi/openapi.json");
        let generated = serde_json::to_string_pretty(&document()).unwrap();
        assert!(
            committed.trim() == generated.trim(),
            "openapi/openapi.json is out of date: run `gleaner openapi > openapi/openapi.json`"
        );
    }
}
