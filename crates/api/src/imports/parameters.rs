//! The query parameters of uploads and previews.

use std::time::Duration;

use gleaner_domain::{Budget, IdempotencyKey, ImportMode};
use gleaner_sources::ColumnMap;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use super::budget::BudgetUsd;
use super::columns::ColumnNamesText;
use crate::names::ImportModeName;

/// Maximum time that a response is held, in seconds.
const MAX_WAIT: u8 = 120;

/// What the sender states about a file.
#[derive(Debug, Default)]
pub(super) struct UploadOptions {
    /// Which column is which.
    pub columns: ColumnMap,
    /// Whether the patterns are staged for a review; `None` for the default.
    pub review: Option<bool>,
    /// How the language model is called; `None` for the default.
    pub mode: Option<ImportMode>,
    /// What the import may cost; `None` for the default.
    pub budget: Option<Budget>,
    /// The key by which a repetition of the same request is recognized.
    pub key: Option<IdempotencyKey>,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewQuery {
    /// The names of columns in the file that differ from the exporter's, as JSON: `{"body": "Nachricht"}`. A
    /// form can send this as a field, a JSON body as a property.
    #[serde(rename = "columnMap", alias = "column_map")]
    #[param(inline)]
    column_map: Option<ColumnNamesText>,
    /// Has no effect on a preview. It is accepted because a preview takes the same request as the import.
    #[serde(rename = "review")]
    _review: Option<bool>,
    /// A preview states the cost of both modes. It warns if the mode economy is not available.
    #[param(value_type = Option<ImportModeName>)]
    mode: Option<ImportModeName>,
    /// Has no effect on a preview.
    #[serde(rename = "budgetUsd")]
    #[param(inline)]
    _budget: Option<BudgetUsd>,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadQuery {
    /// The names of columns in the file that differ from the exporter's, as JSON: `{"body": "Nachricht"}`. A
    /// form can send this as a field, a JSON body as a property.
    #[serde(rename = "columnMap", alias = "column_map")]
    #[param(inline)]
    column_map: Option<ColumnNamesText>,
    /// Whether the patterns wait for a review before they are in the library. The default is the setting IMPORT_REVIEW.
    /// Imports of operators always wait. A form can send this as a field, a JSON body as a property.
    review: Option<bool>,
    /// How the language model is called. The default is `standard`. With `economy`, all conversations are sent in one batch,
    /// at half the price and within a day. A form can send this as a field, a JSON body as a property.
    #[param(value_type = Option<ImportModeName>)]
    mode: Option<ImportModeName>,
    /// What the import may cost, in US dollars: it ends before a call that could cost more than is left, and can be retried
    /// with a higher budget. The default is the setting IMPORT_BUDGET_USD, and only an admin can set more. A form can send
    /// this as a field, a JSON body as a property.
    #[serde(rename = "budgetUsd")]
    #[param(inline)]
    budget: Option<BudgetUsd>,
    /// Hold the response until the job is final, but at most this many seconds.
    #[param(value_type = Option<u8>, minimum = 0, maximum = 120)]
    wait: Option<Wait>,
}

impl PreviewQuery {
    pub fn options(self) -> UploadOptions {
        UploadOptions {
            columns: self.column_map.unwrap_or_default().0,
            mode: self.mode.map(|mode| mode.0),
            ..UploadOptions::default()
        }
    }
}

impl UploadQuery {
    pub fn options(&self) -> UploadOptions {
        let columns = self.column_map.as_ref().map(|names| names.0.clone()).unwrap_or_default();
        UploadOptions {
            columns,
            review: self.review,
            mode: self.mode.map(|mode| mode.0),
            budget: self.budget.map(|budget| budget.0),
            key: None,
        }
    }

    /// The maximum time that the response is held.
    pub fn wait(&self) -> Duration {
        self.wait.as_ref().map_or(Duration::ZERO, |wait| wait.0)
    }
}

/// How long a response is held: at most [`MAX_WAIT`] seconds.
#[derive(Debug)]
struct Wait(Duration);

impl<'de> Deserialize<'de> for Wait {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = u8::deserialize(deserializer)?;
        if seconds <= MAX_WAIT {
            return Ok(Self(Duration::from_secs(seconds.into())));
        }
        Err(D::Error::custom(format!("expected at most {MAX_WAIT} seconds")))
    }
}
