//! `columnMap`: the names of the columns in a file that does not use the exporter's names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use gleaner_sources::{Column, ColumnMap};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::problem::ApiError;

/// A column map as a JSON object: from the exporter's name of a column to its name in the file.
#[derive(Debug, Default)]
pub(crate) struct ColumnNames(pub ColumnMap);

impl<'de> Deserialize<'de> for ColumnNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = BTreeMap::<String, String>::deserialize(deserializer)?;
        ColumnMap::new(names).map(Self).map_err(D::Error::custom)
    }
}

impl PartialSchema for ColumnNames {
    fn schema() -> RefOr<Schema> {
        // Case, spaces, `_`, `-` and quotation marks are ignored, so a name needs another character.
        let name = || ObjectBuilder::new().schema_type(Type::String).pattern(Some(r#"[^\s_"\ufeff-]"#));
        let object = ObjectBuilder::new()
            .description(Some("The names of columns in the file, by the exporter's names."))
            .examples([serde_json::json!({ "body": "Nachricht", "direction": "Richtung" })])
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)));
        Column::ALL.iter().fold(object, |object, column| object.property(column.name(), name())).into()
    }
}

impl ToSchema for ColumnNames {
    fn name() -> Cow<'static, str> {
        "ColumnMap".into()
    }
}

/// A column map as JSON text, in a field of a form and in a query. Empty text is an empty map.
#[derive(Debug, Default)]
pub(crate) struct ColumnNamesText(pub ColumnMap);

impl<'de> Deserialize<'de> for ColumnNamesText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        of_json(text.as_bytes()).map(Self).map_err(D::Error::custom)
    }
}

/// White space of JSON, as a pattern.
const SPACE: &str = r"[ \t\r\n]*";
/// The first character of a header, as a pattern: none of the characters that are ignored.
const HEADER_START: &str =
    r#"[^"\\\x00-\x20_\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff-]"#;

impl PartialSchema for ColumnNamesText {
    fn schema() -> RefOr<Schema> {
        let names = Column::ALL.map(Column::name).join("|");
        let pair = format!(r#"{SPACE}"({names})"{SPACE}:{SPACE}"{HEADER_START}[^"\\\x00-\x1f]*"{SPACE}"#);
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The names of columns in the file that differ from the exporter's, as JSON."))
            .content_media_type("application/json")
            .pattern(Some(format!(r"^(\{{({pair}(,{pair})*)?\}})?$")))
            .into()
    }
}

impl ToSchema for ColumnNamesText {}

/// The column map of a JSON object. Empty text is an empty map.
///
/// # Errors
/// `INVALID_REQUEST` if it is not an object from column names to names in the file.
pub(super) fn of_json(json: &[u8]) -> Result<ColumnMap, ApiError> {
    if json.trim_ascii().is_empty() {
        return Ok(ColumnMap::default());
    }
    let names: ColumnNames = serde_json::from_slice(json).map_err(|_| {
        let columns = Column::ALL.map(Column::name).join(", ");
        let sentence =
            format!("columnMap must be a JSON object that names columns of the file by {columns}.");
        ApiError::invalid_request(sentence)
    })?;
    Ok(names.0)
}
