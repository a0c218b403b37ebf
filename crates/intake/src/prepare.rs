//! What an import and its preview have in common: everything but storing it.

use chrono::{DateTime, Utc};
use gleaner_domain::grouping::GroupingRules;
use gleaner_domain::{ImportPlan, RowCounts, RowReason, RowReport, Warning, WarningCode};
use gleaner_persistence::jobs::AcceptError;
use gleaner_persistence::{Database, messages};
use gleaner_sources::{ColumnMap, Export, FirstRow, ReadError, ReadOptions, Shape};
use thiserror::Error;

/// How files become imports.
#[derive(Debug, Clone)]
pub struct IntakeRules {
    /// Most bytes of a file.
    pub max_bytes: u64,
    /// What marks a message as automated.
    pub skip_markers: Vec<String>,
    /// How long a silence ends a conversation.
    pub grouping: GroupingRules,
    /// Most conversations that one import takes on.
    pub max_conversations: usize,
    /// Most imports of a user in an hour; `None` for no limit.
    pub per_user_per_hour: Option<u32>,
}

impl Default for IntakeRules {
    fn default() -> Self {
        Self {
            max_bytes: 10 << 20,
            skip_markers: vec!["CN6cc5c67b4".to_owned(), "CN2cc08d4c".to_owned()],
            grouping: GroupingRules::default(),
            max_conversations: 500,
            per_user_per_hour: Some(1),
        }
    }
}

/// A file as it was sent.
#[derive(Clone, Default)]
pub struct ExportFile {
    /// The whole of it.
    pub bytes: Vec<u8>,
    /// Which column is which, where the sender says so.
    pub columns: ColumnMap,
}

impl From<Vec<u8>> for ExportFile {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, columns: ColumnMap::default() }
    }
}

/// Not the bytes: they are customers' text.
impl std::fmt::Debug for ExportFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExportFile").field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Why a file is not accepted. Nothing is stored and no quota used then.
#[derive(Debug, Error)]
pub enum IntakeError {
    /// It is no export.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// It is one, and there is nothing to learn from.
    #[error("there is no conversation with both sides in the file")]
    NoConversations {
        /// What became of its rows.
        rows: RowCounts,
        /// Conversations in which only one side wrote.
        one_sided: usize,
    },
    /// It was imported before, or its sender's hour is used up, or the database failed.
    #[error(transparent)]
    NotAccepted(#[from] AcceptError),
}

impl From<gleaner_persistence::Error> for IntakeError {
    fn from(error: gleaner_persistence::Error) -> Self {
        Self::NotAccepted(error.into())
    }
}

/// A file that was read, and what an import of it would take on.
pub(crate) struct Prepared {
    pub sha256: String,
    pub bytes: u64,
    pub shape: Shape,
    pub first: Vec<FirstRow>,
    /// When the first and the last of its messages were sent.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Messages in the file, repeated and known ones among them.
    pub total_messages: usize,
    pub report: RowReport,
    pub warnings: Vec<Warning>,
    pub plan: ImportPlan,
}

/// Reads a file and plans its import. Decoding and grouping are work for the processor: a server
/// runs this beside its request threads.
pub(crate) async fn prepare(
    db: &Database,
    file: ExportFile,
    rules: &IntakeRules,
    now: DateTime<Utc>,
) -> Result<Prepared, IntakeError> {
    let ExportFile { bytes, columns } = file;
    let options =
        ReadOptions { max_bytes: rules.max_bytes, skip_markers: rules.skip_markers.clone(), columns, now };
    let export = gleaner_sources::read(bytes, &options).await?;
    let Export { messages, lines, mut report, mut warnings, shape, mut first, sha256, bytes } = export;
    let total_messages = messages.len();
    let span = span(messages.iter().filter_map(|message| message.sent_at));
    let ids: Vec<_> = messages.iter().map(|message| &message.id).collect();
    let known = messages::known(db, &ids).await?;
    let plan = ImportPlan::new(messages, &known, rules.grouping, rules.max_conversations);
    for (places, reason) in
        [(&plan.repeated, RowReason::RepeatedInFile), (&plan.known, RowReason::ImportedBefore)]
    {
        for line in places.iter().map(|place| lines[*place]) {
            report.demote(line, reason);
            if let Some(row) = first.iter_mut().find(|row| row.line == line) {
                row.reason = Some(reason);
            }
        }
    }
    if plan.has_nothing_to_import() {
        return Err(IntakeError::NoConversations { rows: report.counts, one_sided: plan.left_out.one_sided });
    }
    warnings.extend(warnings_of(&plan, total_messages));
    Ok(Prepared { sha256, bytes, shape, first, span, total_messages, report, warnings, plan })
}

fn span(times: impl Iterator<Item = DateTime<Utc>>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    times.fold(None, |span, time| match span {
        None => Some((time, time)),
        Some((first, last)) => Some((time.min(first), time.max(last))),
    })
}

fn warnings_of(plan: &ImportPlan, total_messages: usize) -> impl Iterator<Item = Warning> {
    let over_limit = plan.left_out.over_limit as u64;
    let is_known = plan.known.len() + plan.repeated.len() == total_messages;
    let warnings = [
        (over_limit > 0).then_some(Warning { code: WarningCode::OverLimit, count: over_limit, line: None }),
        is_known.then_some(Warning::of_file(WarningCode::NothingNew)),
    ];
    warnings.into_iter().flatten()
}
