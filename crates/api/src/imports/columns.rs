//! `column_map`: which column is which, where their names are not known.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::web::Query;
use gleaner_domain::ProblemCode;
use gleaner_sources::ColumnMap;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::{ApiError, bad_query};

/// From the exporter's name of a column (`body`, `direction`, …) to its name in the file.
pub(super) type Names = BTreeMap<String, String>;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadQuery {
    /// Which column is which, as a JSON object from the exporter's names (`id`, `conversationId`,
    /// `body`, `direction`, `from`, `to`, `sentAt`, `createdAt`, `createdAtPT`, `type`) to the names
    /// in the file. A form may send it as a field, a JSON body as a property.
    #[param(example = "{\"body\": \"Nachricht\", \"direction\": \"Richtung\"}")]
    column_map: Option<String>,
}

/// The map of a request's address; an empty one where there is none.
pub(super) fn of_query(request: &HttpRequest) -> Result<ColumnMap, ApiError> {
    let query = Query::<UploadQuery>::from_query(request.query_string()).map_err(|_| bad_query())?;
    match query.into_inner().column_map {
        None => Ok(ColumnMap::default()),
        Some(json) => of_json(json.as_bytes()),
    }
}

/// The map of a JSON object.
pub(super) fn of_json(json: &[u8]) -> Result<ColumnMap, ApiError> {
    let names = serde_json::from_slice(json).map_err(|_| {
        let sentence = "column_map must be a JSON object from the columns' own names to those in the file.";
        ApiError::with_sentence(ProblemCode::InvalidRequest, sentence)
    })?;
    column_map(names)
}

pub(super) fn column_map(names: Names) -> Result<ColumnMap, ApiError> {
    ColumnMap::new(names)
        .map_err(|error| ApiError::with_sentence(ProblemCode::InvalidRequest, format!("{error}.")))
}
