//! How a preview is represented in responses.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use gleaner_domain::{Price, RowOutcome, RowReason};
use gleaner_intake::{Estimate, Preview};
use gleaner_sources::{FirstRow, MappedColumn, Shape};
use serde::Serialize;
use utoipa::ToSchema;

use crate::imports::view::SkippedView;
use crate::names::{ExtractorName, RowOutcomeName, RowReasonName, Success};
use crate::rows::{RowsView, WarningView};

/// The format of the file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FileShape)]
pub(crate) struct ShapeView {
    /// The character encoding, as the Encoding Standard names it.
    #[schema(example = "windows-1252")]
    encoding: &'static str,
    /// Whether the file begins with a byte order mark.
    byte_order_mark: bool,
    /// Whether the encoding was guessed from the letters of the text; nothing in the file states it.
    encoding_is_guess: bool,
    /// The character between cells.
    #[schema(example = ";")]
    delimiter: String,
    /// The line of the header, counted from one.
    header_line: u64,
    /// The columns that are read.
    columns: Vec<ColumnView>,
    /// The names of the columns that are not read.
    unused_columns: Vec<String>,
}

impl From<&Shape> for ShapeView {
    fn from(shape: &Shape) -> Self {
        Self {
            encoding: shape.encoding.name,
            byte_order_mark: shape.encoding.byte_order_mark,
            encoding_is_guess: shape.encoding.is_guess,
            delimiter: shape.delimiter.to_string(),
            header_line: shape.header_line,
            columns: shape.columns.iter().map(ColumnView::from).collect(),
            unused_columns: shape.unused_columns.clone(),
        }
    }
}

/// A column that is read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FileColumn)]
pub(crate) struct ColumnView {
    /// The exporter's name, as in `columnMap`.
    #[schema(example = "body")]
    column: &'static str,
    /// The name in the file.
    #[schema(example = "Conversation Body")]
    header: String,
    /// The number of the column, counted from one.
    position: usize,
}

impl From<&MappedColumn> for ColumnView {
    fn from(mapped: &MappedColumn) -> Self {
        Self { column: mapped.column, header: mapped.header.clone(), position: mapped.position }
    }
}

/// One of the first rows, as the import would read it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PreviewRow)]
pub(crate) struct FirstRowView {
    /// The line of the file where the row begins, counted from one.
    line: u64,
    outcome: RowOutcomeName,
    /// Why the row is not imported; null if it is.
    #[schema(required)]
    code: Option<RowReasonName>,
    /// When the message was sent; null if that is unknown.
    #[schema(required)]
    sent_at: Option<DateTime<Utc>>,
    /// The cells by the exporter's column names, shortened.
    cells: BTreeMap<&'static str, String>,
}

impl From<FirstRow> for FirstRowView {
    fn from(row: FirstRow) -> Self {
        Self {
            line: row.line,
            outcome: row.reason.map_or(RowOutcome::Imported, RowReason::outcome).into(),
            code: row.reason.map(RowReasonName),
            sent_at: row.sent_at,
            cells: row.cells.into_iter().collect(),
        }
    }
}

/// When the first and the last message were sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DateRange)]
pub(crate) struct DateRangeView {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

/// What a model's tokens cost.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ModelPrice)]
pub(crate) struct PriceView {
    /// US dollars per million prompt tokens.
    prompt_usd_per_million: f64,
    /// US dollars per million completion tokens.
    completion_usd_per_million: f64,
    /// The date of the price.
    as_of: NaiveDate,
}

impl From<&Price> for PriceView {
    fn from(price: &Price) -> Self {
        Self {
            prompt_usd_per_million: price.prompt,
            completion_usd_per_million: price.completion,
            as_of: price.as_of,
        }
    }
}

/// An estimate of the calls, the tokens, the cost and the duration of the import.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportEstimate)]
pub(crate) struct EstimateView {
    extractor: ExtractorName,
    /// The language model; null if there is none.
    #[schema(required, example = "gpt-4o")]
    model: Option<String>,
    /// Calls to the model. A conversation that cannot have a reusable reply needs none.
    calls: u32,
    /// Tokens that the model reads in all calls.
    prompt_tokens: u64,
    /// Tokens that the model writes in all calls.
    completion_tokens: u64,
    /// The cost in US dollars; null if the price of the model is unknown.
    #[schema(required)]
    cost_usd: Option<f64>,
    /// The cost in US dollars with the mode `economy`; null if the price of the model is unknown, or the mode is not available.
    #[schema(required)]
    economy_cost_usd: Option<f64>,
    /// The price that the cost is computed with; null if it is unknown or there is no model.
    #[schema(required)]
    price: Option<PriceView>,
    /// Estimated duration in seconds, with the configured batch size and pause.
    duration_seconds: u64,
}

impl From<Estimate> for EstimateView {
    fn from(estimate: Estimate) -> Self {
        Self {
            extractor: estimate.extractor.into(),
            model: estimate.model,
            calls: estimate.usage.calls,
            prompt_tokens: estimate.usage.prompt_tokens,
            completion_tokens: estimate.usage.completion_tokens,
            cost_usd: estimate.cost.map(rounded),
            economy_cost_usd: estimate.economy_cost.map(rounded),
            price: estimate.price.as_ref().map(PriceView::from),
            duration_seconds: estimate.duration.as_secs_f64().ceil() as u64,
        }
    }
}

/// To a hundredth of a cent.
fn rounded(dollars: f64) -> f64 {
    (dollars * 10_000.0).round() / 10_000.0
}

/// What an import of the file would do.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportPreview)]
pub(crate) struct PreviewView {
    #[schema(inline)]
    success: Success,
    file: ShapeView,
    /// The first five rows after the header.
    first_rows: Vec<FirstRowView>,
    /// When the first and the last message were sent; null if no message has a time.
    #[schema(required)]
    date_range: Option<DateRangeView>,
    /// Messages in the file, including duplicates and messages imported before.
    total_messages: usize,
    /// Repeats of earlier messages in the file.
    repeated_messages: usize,
    /// Other messages that were imported before.
    already_imported: usize,
    /// Conversations that the import would process.
    conversations_found: usize,
    /// Conversations that the import would leave out.
    conversations_skipped: usize,
    skipped: SkippedView,
    rows: RowsView,
    warnings: Vec<WarningView>,
    estimate: EstimateView,
}

impl From<Preview> for PreviewView {
    fn from(preview: Preview) -> Self {
        Self {
            success: Success,
            file: ShapeView::from(&preview.shape),
            first_rows: preview.first.into_iter().map(FirstRowView::from).collect(),
            date_range: preview.span.map(|(from, to)| DateRangeView { from, to }),
            total_messages: preview.total_messages,
            repeated_messages: preview.repeated_messages,
            already_imported: preview.known_messages,
            conversations_found: preview.conversations,
            conversations_skipped: preview.left_out.total(),
            skipped: preview.left_out.into(),
            rows: RowsView::from(&preview.rows),
            warnings: preview.warnings.iter().map(WarningView::from).collect(),
            estimate: preview.estimate.into(),
        }
    }
}
