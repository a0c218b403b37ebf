//! Import jobs as their readers see them.

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::{
    ExtractorKind, JobId, JobStatus, LeftOut, NoPatternReason, Problem, ProblemCode, RowCounts, Warning,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use super::metadata::ImportMetadata;
use crate::Database;
use crate::entities::conversation;
use crate::entities::job::{Entity, Model};
use crate::error::Error;

/// Conversations that the import left out; their messages stay importable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutCounts {
    /// Only one side wrote.
    pub one_sided: u64,
    /// More than one import may take on.
    pub over_limit: u64,
}

impl From<LeftOut> for LeftOutCounts {
    fn from(left_out: LeftOut) -> Self {
        Self { one_sided: left_out.one_sided as u64, over_limit: left_out.over_limit as u64 }
    }
}

/// The JSON of one of a job's `errors`.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredProblem {
    pub code: String,
    pub message: String,
}

impl From<&Problem> for StoredProblem {
    fn from(problem: &Problem) -> Self {
        Self { code: problem.code.as_str().to_owned(), message: problem.sentence.clone() }
    }
}

/// An import job.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportJob {
    pub id: JobId,
    /// Who sent the file.
    pub user: String,
    pub status: JobStatus,
    pub total_messages: i32,
    /// Messages of conversations that have their outcome.
    pub processed_messages: i32,
    pub duplicate_messages: i32,
    /// Conversations that the import takes on.
    pub conversations_found: i32,
    /// Those of them that have their outcome.
    pub conversations_analyzed: i32,
    /// Conversations that the import left out.
    pub conversations_skipped: i32,
    /// Conversations whose extraction failed.
    pub conversations_failed: i32,
    pub patterns_created: i32,
    pub patterns_enhanced: i32,
    /// Conversations that taught nothing.
    pub patterns_skipped: i32,
    pub patterns_staged: i32,
    pub errors: Vec<Problem>,
    /// What became of the rows of its file.
    pub rows: RowCounts,
    /// What a person should know of its file.
    pub warnings: Vec<Warning>,
    pub left_out: LeftOutCounts,
    /// What read the conversations; none before a worker has claimed the job.
    pub extractor: Option<ExtractorKind>,
    pub model_calls: i32,
    pub prompt_tokens: i64,
    pub completion_tokens: i64,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub completed_at: Option<DateTime<Utc>>,
}

/// The job of this id.
pub async fn find(db: &Database, id: JobId) -> Result<Option<ImportJob>, Error> {
    Entity::find_by_id(id.0).one(db.reader()).await?.map(ImportJob::try_from).transpose()
}

impl TryFrom<Model> for ImportJob {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self, Error> {
        let metadata = ImportMetadata::decode(row.import_metadata)?;
        Ok(Self {
            id: JobId(row.id),
            user: row.user_id,
            status: row.status.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.status"))?,
            total_messages: row.total_messages,
            processed_messages: row.processed_messages,
            duplicate_messages: row.duplicate_messages,
            conversations_found: row.conversations_found,
            conversations_analyzed: row.conversations_analyzed,
            conversations_skipped: row.conversations_skipped,
            conversations_failed: row.conversations_failed,
            patterns_created: row.patterns_created,
            patterns_enhanced: row.patterns_enhanced,
            patterns_skipped: row.patterns_skipped,
            patterns_staged: row.patterns_staged,
            errors: problems(row.errors)?,
            rows: metadata.row_counts()?,
            warnings: metadata.warnings()?,
            left_out: metadata.left_out,
            extractor: row.extractor.as_deref().map(extractor).transpose()?,
            model_calls: row.model_calls,
            prompt_tokens: row.prompt_tokens,
            completion_tokens: row.completion_tokens,
            created_at: row.created_at.trunc_subsecs(3),
            started_at: row.started_at.map(|time| time.trunc_subsecs(3)),
            completed_at: row.completed_at.map(|time| time.trunc_subsecs(3)),
        })
    }
}

fn extractor(name: &str) -> Result<ExtractorKind, Error> {
    name.parse().map_err(|_| Error::Corrupt("pattern_import_jobs.extractor"))
}

fn problems(stored: serde_json::Value) -> Result<Vec<Problem>, Error> {
    let corrupt = Error::Corrupt("pattern_import_jobs.errors");
    let stored: Vec<StoredProblem> = match serde_json::from_value(stored) {
        Ok(stored) => stored,
        Err(_) => return Err(corrupt),
    };
    stored
        .into_iter()
        .map(|problem| {
            problem.code.parse::<ProblemCode>().ok().map(|code| Problem::new(code, problem.message))
        })
        .collect::<Option<_>>()
        .ok_or(corrupt)
}

/// Why conversations of a job taught nothing, with how many they are, the most frequent first.
pub async fn no_pattern_reasons(db: &Database, job: JobId) -> Result<Vec<(NoPatternReason, u64)>, Error> {
    let counted: Vec<(Option<String>, i64)> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Reason)
        .column_as(conversation::Column::Id.count(), "count")
        .filter(conversation::Column::JobId.eq(job.0))
        .filter(conversation::Column::State.eq("nothing"))
        .group_by(conversation::Column::Reason)
        .into_tuple()
        .all(db.reader())
        .await?;
    let reason = |name: Option<String>| name.as_deref().and_then(|name| name.parse::<NoPatternReason>().ok());
    let mut reasons = counted
        .into_iter()
        .map(|(name, count)| Some((reason(name)?, u64::try_from(count).ok()?)))
        .collect::<Option<Vec<_>>>()
        .ok_or(Error::Corrupt("import_conversations.reason"))?;
    reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), reason.as_str()));
    Ok(reasons)
}
