//! What an import and its preview share: everything except storing it.

use chrono::{DateTime, Utc};
use gleaner_domain::grouping::GroupingRules;
use gleaner_domain::{
    Budget, IdempotencyKey, ImportMode, ImportPlan, RowCounts, RowReason, RowReport, Warning, WarningCode,
};
use gleaner_persistence::jobs::AcceptError;
use gleaner_persistence::{Database, messages};
use gleaner_sources::{Batch, ColumnMap, Format, Provenance, ReadError, ReadOptions};
use thiserror::Error;

/// The rules by which files become imports.
#[derive(Debug, Clone)]
pub struct IntakeRules {
    /// The largest accepted file, in bytes.
    pub max_bytes: u64,
    /// Text that marks a message as automated: a prefix of its conversation id or a part of its text.
    pub skip_markers: Vec<String>,
    /// The length of a silence that ends a conversation.
    pub grouping: GroupingRules,
    /// Most conversations that one import processes.
    pub max_conversations: usize,
    /// Whether patterns are staged for a review if the sender does not state it.
    pub review: bool,
    /// What an import may cost if the sender does not state it; `None` for no limit.
    pub budget: Option<Budget>,
    /// Whether the extractor can process an import in the mode economy.
    pub offers_economy: bool,
    /// The language model whose price is not known, so that nothing can limit the cost of an import.
    pub model_without_price: Option<String>,
    /// Most imports of one user per hour; `None` for no limit.
    pub per_user_per_hour: Option<u32>,
}

/// 10 MiB, the two markers of automated messages in OpenPhone, 500 conversations, no review, and one import per hour.
impl Default for IntakeRules {
    fn default() -> Self {
        Self {
            max_bytes: ReadOptions::DEFAULT_MAX_BYTES,
            skip_markers: vec!["CN6cc5c67b4".to_owned(), "CN2cc08d4c".to_owned()],
            grouping: GroupingRules::default(),
            max_conversations: 500,
            review: false,
            budget: None,
            offers_economy: false,
            model_without_price: None,
            per_user_per_hour: Some(1),
        }
    }
}

/// A file as it was sent.
#[derive(Clone, Default)]
pub struct ExportFile {
    /// The content of the file.
    pub bytes: Vec<u8>,
    /// Which column is which, if the sender states it.
    pub columns: ColumnMap,
    /// Whether the patterns are staged for a review; `None` if the sender does not state it.
    pub review: Option<bool>,
    /// What the import may cost; `None` if the sender does not state it.
    pub budget: Option<Budget>,
    /// How the language model is called.
    pub mode: ImportMode,
    /// The key by which a repetition of the same request is recognized; `None` if the sender states none.
    pub key: Option<IdempotencyKey>,
}

impl From<Vec<u8>> for ExportFile {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, ..Self::default() }
    }
}

/// Not the bytes, which are customers' text.
impl std::fmt::Debug for ExportFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExportFile").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Why a file is not accepted. Then nothing is stored and no quota is used.
#[derive(Debug, Error)]
pub enum IntakeError {
    /// The file is not an export.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// The file has no conversation to learn from.
    #[error("the file has no conversation with messages from both a customer and an operator")]
    NoConversations {
        /// The outcomes of the rows.
        rows: RowCounts,
        /// The number of conversations in which only the customer or only an operator wrote.
        one_sided: usize,
    },
    /// The cost of the import shall be limited, but the price of this language model is not known.
    #[error("the price of the language model {0} is not known")]
    PriceUnknown(String),
    /// Only an admin may set a budget above this one, the default.
    #[error("only an admin can set such a budget")]
    BudgetTooHigh(Budget),
    /// The file was imported before, the user's quota is used up, the idempotency key belongs to another request, or the
    /// database failed.
    #[error(transparent)]
    NotAccepted(#[from] AcceptError),
}

impl From<gleaner_persistence::Error> for IntakeError {
    fn from(error: gleaner_persistence::Error) -> Self {
        Self::NotAccepted(error.into())
    }
}

/// A file that was read, and what an import of it would process.
pub(crate) struct Prepared {
    pub provenance: Provenance,
    /// When the first and the last message were sent.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Messages in the file, including duplicates and messages that were imported before.
    pub total_messages: usize,
    pub report: RowReport,
    /// How the language model will be called.
    pub mode: ImportMode,
    pub warnings: Vec<Warning>,
    pub plan: ImportPlan,
}

/// Reads a file and plans its import. Decoding and grouping use the processor for a long time, so a server does not
/// call this on the threads of its requests.
pub(crate) async fn prepare(
    db: &Database,
    file: ExportFile,
    rules: &IntakeRules,
    now: DateTime<Utc>,
) -> Result<Prepared, IntakeError> {
    let ExportFile { bytes, columns, mode: requested, .. } = file;
    let mode = if rules.offers_economy { requested } else { ImportMode::Standard };
    let batch = gleaner_sources::read(bytes, &options(columns, rules, now)).await?;
    let Batch { messages, lines, mut report, mut warnings, mut provenance } = batch;
    let total_messages = messages.len();
    let span = span(messages.iter().filter_map(|message| message.sent_at));
    let known = messages::known(db, &messages.iter().collect::<Vec<_>>()).await?;
    let plan = ImportPlan::new(messages, &known, rules.grouping, rules.max_conversations);
    for (indices, reason) in [
        (&plan.duplicate_indices, RowReason::RepeatedInFile),
        (&plan.known_indices, RowReason::ImportedBefore),
    ] {
        for line in indices.iter().map(|index| lines[*index]) {
            report.reclassify(line, reason);
            if let Some(row) = provenance.first_rows.iter_mut().find(|row| row.line == line) {
                row.reason = Some(reason);
            }
        }
    }
    if plan.has_no_usable_conversation() {
        return Err(IntakeError::NoConversations { rows: report.counts, one_sided: plan.left_out.one_sided });
    }
    warnings.extend(warnings_of(&plan, total_messages));
    if mode != requested {
        warnings.push(Warning::of_file(WarningCode::EconomyUnavailable));
    }
    Ok(Prepared { provenance, span, total_messages, report, mode, warnings, plan })
}

/// Returns how a file is read. The source is chosen here: every file is one of OpenPhone.
fn options(columns: ColumnMap, rules: &IntakeRules, now: DateTime<Utc>) -> ReadOptions {
    ReadOptions {
        max_bytes: rules.max_bytes,
        skip_markers: rules.skip_markers.clone(),
        format: Format::OpenPhone(columns),
        now,
    }
}

fn span(times: impl Iterator<Item = DateTime<Utc>>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    times.fold(None, |span, time| match span {
        None => Some((time, time)),
        Some((first, last)) => Some((time.min(first), time.max(last))),
    })
}

fn warnings_of(plan: &ImportPlan, total_messages: usize) -> impl Iterator<Item = Warning> {
    let over_limit = plan.left_out.over_limit as u64;
    let are_all_known = plan.known_indices.len() + plan.duplicate_indices.len() == total_messages;
    let warnings = [
        (over_limit > 0).then_some(Warning { code: WarningCode::OverLimit, count: over_limit, line: None }),
        are_all_known.then_some(Warning::of_file(WarningCode::NothingNew)),
    ];
    warnings.into_iter().flatten()
}
