//! A preview as it is shown.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use gleaner_domain::Price;
use gleaner_intake::{Estimate, Preview};
use gleaner_sources::{FirstRow, MappedColumn, Shape};
use serde::Serialize;
use utoipa::ToSchema;

use crate::imports::rows::{RowsView, WarningView};
use crate::imports::view::SkippedView;

/// How the file is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShapeView {
    #[schema(example = "windows-1252")]
    encoding: &'static str,
    byte_order_mark: bool,
    /// Nothing in the file says so: it was told from the letters that are frequent.
    encoding_is_guess: bool,
    #[schema(example = ";")]
    delimiter: String,
    /// The line of the header, counted from one.
    header_line: u64,
    /// The columns that are used.
    columns: Vec<ColumnView>,
    /// The names of those that are not.
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

/// A column that is used.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ColumnView {
    /// The exporter's name, as `column_map` takes it.
    #[schema(example = "body")]
    column: &'static str,
    /// What the file calls it.
    #[schema(example = "Conversation Body")]
    header: String,
    /// Its place in a row, counted from one.
    position: usize,
}

impl From<&MappedColumn> for ColumnView {
    fn from(mapped: &MappedColumn) -> Self {
        Self { column: mapped.column.name(), header: mapped.header.clone(), position: mapped.position }
    }
}

/// One of the first rows, as it was read.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FirstRowView {
    /// The line that it begins at, counted from one.
    line: u64,
    #[schema(example = "imported")]
    outcome: &'static str,
    /// Why it is no message; null where it is one.
    code: Option<&'static str>,
    /// When it was sent, as it was understood.
    sent_at: Option<DateTime<Utc>>,
    /// The cells of the columns that are used, by the exporter's names, shortened.
    cells: BTreeMap<&'static str, String>,
}

impl From<FirstRow> for FirstRowView {
    fn from(row: FirstRow) -> Self {
        Self {
            line: row.line,
            outcome: row.reason.map_or("imported", |reason| reason.outcome().as_str()),
            code: row.reason.map(|reason| reason.as_str()),
            sent_at: row.sent_at,
            cells: row.cells.into_iter().map(|(column, text)| (column.name(), text)).collect(),
        }
    }
}

/// When the first and the last message were sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DateRangeView {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

/// What a model's tokens cost.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PriceView {
    /// US dollars for a million tokens read.
    prompt_usd_per_million: f64,
    /// US dollars for a million tokens written.
    completion_usd_per_million: f64,
    /// The day on which this was the price.
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

/// What reading the conversations will take, about.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EstimateView {
    #[schema(example = "openai")]
    extractor: String,
    /// Null where there is no language model.
    #[schema(example = "gpt-4o")]
    model: Option<String>,
    /// Calls of the model; a conversation that cannot teach anything needs none.
    calls: u32,
    prompt_tokens: u64,
    completion_tokens: u64,
    /// US dollars; null where the model's price is not known.
    cost_usd: Option<f64>,
    price: Option<PriceView>,
    /// At the pace that is set.
    duration_seconds: u64,
}

impl From<Estimate> for EstimateView {
    fn from(estimate: Estimate) -> Self {
        Self {
            extractor: estimate.extractor,
            model: estimate.model,
            calls: estimate.usage.calls,
            prompt_tokens: estimate.usage.prompt_tokens,
            completion_tokens: estimate.usage.completion_tokens,
            cost_usd: estimate.cost.map(|dollars| (dollars * 10_000.0).round() / 10_000.0),
            price: estimate.price.as_ref().map(PriceView::from),
            duration_seconds: estimate.duration.as_secs_f64().ceil() as u64,
        }
    }
}

/// What an import of the file would do.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PreviewView {
    #[schema(example = true)]
    success: bool,
    file: ShapeView,
    /// The first five rows below the header.
    first_rows: Vec<FirstRowView>,
    /// Null where no message has a time.
    date_range: Option<DateRangeView>,
    /// Messages in the file, repeated and known ones among them.
    total_messages: usize,
    /// Messages that the file repeats.
    repeated_messages: usize,
    /// Messages that were imported before.
    already_imported: usize,
    /// Conversations that the import would take on.
    conversations_found: usize,
    /// Conversations that it would leave out.
    conversations_skipped: usize,
    skipped: SkippedView,
    rows: RowsView,
    warnings: Vec<WarningView>,
    estimate: EstimateView,
}

impl From<Preview> for PreviewView {
    fn from(preview: Preview) -> Self {
        Self {
            success: true,
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
