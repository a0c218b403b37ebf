//! `columnMap`: which column is which, where their names are not known. `column_map` is the same.

use std::borrow::Cow;
use std::collections::BTreeMap;

use gleaner_domain::ProblemCode;
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
        // Case, spaces, `_`, `-` and quotation marks are ignored: something else must be left.
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

/// The same as JSON text, in a form's field and in a query. Empty text is an empty map.
#[derive(Debug, Default)]
pub(crate) struct ColumnNamesText(pub ColumnMap);

impl<'de> Deserialize<'de> for ColumnNamesText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        of_json(text.as_bytes()).map(Self).map_err(D::Error::custom)
    }
}

/// White space of JSON, in the same pattern.
const SPACE: &str = r"[ \t\r\n]*";
/// The first character of a header in the pattern of a column map: none that is ignored.
const HEADER_START: &str =
    r#"[^"\\\x00-\x20_\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff-]"#;

impl PartialSchema for ColumnNamesText {
    fn schema() -> RefOr<Schema> {
        let names = Column::ALL.map(Column::name).join("|");
        let pair = format!(r#"{SPACE}"({names})"{SPACE}:{SPACE}"{HEADER_START}[^"\\\x00-\x1f]*"{SPACE}"#);
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The names of columns in the file, where they are not known, as JSON."))
            .content_media_type("application/json")
            .pattern(Some(format!(r"^(\{{({pair}(,{pair})*)?\}})?$")))
            .into()
    }
}

impl ToSchema for ColumnNamesText {}

/// The map of a JSON object; an empty one where there is no text.
pub(super) fn of_json(json: &[u8]) -> Result<ColumnMap, ApiError> {
    if json.trim_ascii().is_empty() {
        return Ok(ColumnMap::default());
    }
    let names: ColumnNames = serde_json::from_slice(json).map_err(|_| {
        let columns = Column::ALL.map(Column::name).join(", ");
        let sentence =
            format!("columnMap must be a JSON object that names columns of the file by {columns}.");
        ApiError::with_sentence(ProblemCode::InvalidRequest, sentence)
    })?;
    Ok(names.0)
}
