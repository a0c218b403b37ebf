//! The query parameters of uploads and previews.

use std::time::Duration;

use gleaner_sources::ColumnMap;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use super::columns::ColumnNamesText;

/// Maximum time that a response is held, in seconds.
const MAX_WAIT: u8 = 120;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewQuery {
    /// The names of columns in the file that differ from the exporter's, as JSON: `{"body": "Nachricht"}`. A
    /// form can send this as a field, a JSON body as a property.
    #[serde(rename = "columnMap", alias = "column_map")]
    #[param(inline)]
    column_map: Option<ColumnNamesText>,
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
    /// Hold the response until the job is final, but at most this many seconds.
    #[param(value_type = Option<u8>, minimum = 0, maximum = 120)]
    wait: Option<Wait>,
}

impl PreviewQuery {
    pub fn columns(self) -> ColumnMap {
        self.column_map.unwrap_or_default().0
    }
}

impl UploadQuery {
    pub fn columns(&self) -> ColumnMap {
        self.column_map.as_ref().map(|names| names.0.clone()).unwrap_or_default()
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
