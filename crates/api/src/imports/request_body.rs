//! The bodies of uploads and previews, as the OpenAPI document describes them, with their examples.

use std::borrow::Cow;

use serde::Deserialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use super::budget::BudgetUsd;
use super::columns::{ColumnNames, ColumnNamesText};
use crate::names::ImportModeName;

/// An export as JSON.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportText)]
pub(crate) struct PastedCsv {
    /// The whole text of the file.
    #[serde(rename = "csvData")]
    pub csv_data: String,
    /// The names of columns in the file that differ from the exporter's.
    #[serde(default, rename = "columnMap", alias = "column_map")]
    pub column_map: Option<ColumnNames>,
    /// Whether the patterns wait for a review before they are in the library. Has no effect on a preview.
    pub review: Option<bool>,
    /// How the language model is called. The default is `standard`. A preview states the cost of both modes.
    pub mode: Option<ImportModeName>,
    /// What the import may cost, in US dollars: it ends before a call that could cost more than is left. The default is the
    /// setting IMPORT_BUDGET_USD. Has no effect on a preview.
    #[serde(rename = "budgetUsd")]
    #[schema(value_type = Option<f64>, minimum = 0.000_001, maximum = 1_000_000.0)]
    pub budget: Option<BudgetUsd>,
}

/// A form with the export. Only describes the form, which is read as a stream.
pub(crate) struct UploadForm;

impl PartialSchema for UploadForm {
    fn schema() -> RefOr<Schema> {
        let file = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .description(Some("A `.csv` file."));
        // A name with a control character, or a backslash at its end, makes the headers of the form invalid.
        let name = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r"^([^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\\])?$"));
        let review = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["true", "false", ""])).description(
            Some("Whether the patterns wait for a review before they are in the library. Has no effect on a preview."),
        );
        let mode = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(["standard", "economy", ""]))
            .description(Some(
                "How the language model is called. The default is `standard`. A preview states the cost of both modes.",
            ));
        let budget = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"^((?=.*[1-9])[0-9]{1,6}(\.[0-9]{1,6})?)?$")).description(
            Some("What the import may cost, in US dollars. The default is the setting IMPORT_BUDGET_USD. Has no effect on a preview."),
        );
        let form = ObjectBuilder::new()
            .description(Some("A form with the export."))
            .property_names(Some(name))
            .property("file", file)
            .property("columnMap", ColumnNamesText::schema())
            .property("review", review)
            .property("mode", mode)
            .property("budgetUsd", budget)
            .required("file");
        form.into()
    }
}

impl ToSchema for UploadForm {
    fn name() -> Cow<'static, str> {
        "ImportForm".into()
    }
}

/// The bytes of an export.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary, as = CsvFile)]
#[expect(dead_code, reason = "describes the body to utoipa; the body itself is read as a stream")]
pub(crate) struct CsvFile(Vec<u8>);

/// An export with one question and one answer. Each example differs because a file is accepted only once.
macro_rules! example {
    ($letter:literal, $number:literal, $question:literal, $answer:literal) => {
        concat!(
            "id,conversationId,body,sentAt,to,from,direction,createdAt\nACx",
            $letter,
            "1,CNx",
            $letter,
            ",",
            $question,
            ",,+19025550100,+150655501",
            $number,
            ",incoming,2025-09-",
            $number,
            "T13:51:14Z\nACx",
            $letter,
            "2,CNx",
            $letter,
            ",",
            $answer,
            ",,+150655501",
            $number,
            ",+19025550100,outgoing,2025-09-",
            $number,
            "T13:52:40Z"
        )
    };
}

/// Examples of an upload: as JSON, in a form, and as a file.
pub(super) const UPLOAD_EXAMPLES: [&str; 3] = [
    example!(
        "a",
        "01",
        "How do I open the door at night?",
        "Please use the keypad beside the door and enter your access code."
    ),
    example!(
        "b",
        "02",
        "What are your opening hours?",
        "We are open from 9am to 11pm every day of the week."
    ),
    example!(
        "c",
        "03",
        "Can I cancel my membership?",
        "You can cancel your membership at any time on the account page."
    ),
];
/// Examples of an upload to the older path.
pub(super) const OLDER_UPLOAD_EXAMPLES: [&str; 3] = [
    example!("d", "04", "Where can I park my car?", "You can park for free behind the building."),
    example!("e", "05", "Do you rent out clubs?", "Yes you can rent a set of clubs at the front desk."),
    example!(
        "f",
        "06",
        "Can I bring food along?",
        "You can bring your own food but please no drinks into the bays."
    ),
];
/// Examples of a preview.
pub(super) const PREVIEW_EXAMPLES: [&str; 3] = [
    example!(
        "g",
        "07",
        "Is the gift card valid at every location?",
        "Yes the gift card is valid at every location."
    ),
    example!("h", "08", "Do I need my own shoes?", "You can play in any shoes with a flat sole."),
    example!("i", "09", "Can children play too?", "Children can play if an adult is with them."),
];
