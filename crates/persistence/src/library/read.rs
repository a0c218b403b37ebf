//! Patterns as their readers see them.

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::{JobId, PatternType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Database;
use crate::entities::{change, message_source, pattern};
use crate::error::Error;

/// A pattern of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPattern {
    pub id: i32,
    pub pattern_type: PatternType,
    pub signature: String,
    pub trigger: String,
    pub keywords: Vec<String>,
    pub examples: Vec<String>,
    pub template: String,
    pub variables: Vec<String>,
    /// 0 to 1.
    pub confidence: f64,
    pub auto_executable: bool,
    pub execution_count: i32,
    pub success_count: i32,
    /// When a reply was last sent by it; the existing backend writes it.
    pub last_used: Option<DateTime<Utc>>,
    pub is_active: bool,
    pub learned_from: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// One conversation that a pattern was learnt from, or confirmed by.
#[derive(Debug, Clone, PartialEq)]
pub struct PatternSource {
    pub job: JobId,
    pub conversation: String,
    /// The customer's messages that asked.
    pub question: Vec<String>,
    /// The operator's messages that the answer was taken from.
    pub answer: Vec<String>,
    /// What this conversation added to the confidence.
    pub contribution: f64,
}

/// A pattern that an import has created or confirmed.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedPattern {
    pub pattern: StoredPattern,
    /// The import made it; otherwise it only confirmed it.
    pub created: bool,
    /// How many conversations of the import taught it.
    pub conversations: usize,
}

/// The pattern of this id and where it comes from, the first conversation first.
pub async fn find(db: &Database, id: i32) -> Result<Option<(StoredPattern, Vec<PatternSource>)>, Error> {
    let found =
        pattern::Entity::find_by_id(id).filter(pattern::Column::IsDeleted.eq(false)).one(db.reader()).await?;
    let Some(row) = found else { return Ok(None) };
    let rows = message_source::Entity::find()
        .filter(message_source::Column::PatternId.eq(id))
        .order_by_asc(message_source::Column::Id)
        .all(db.reader())
        .await?;
    Ok(Some((row.try_into()?, sources(rows))))
}

fn sources(rows: Vec<message_source::Model>) -> Vec<PatternSource> {
    let mut sources: Vec<PatternSource> = Vec::new();
    for row in rows {
        let known = sources.iter().rposition(|source| {
            source.job.0 == row.import_job_id && source.conversation == row.conversation_key
        });
        let position = known.unwrap_or_else(|| {
            sources.push(PatternSource {
                job: JobId(row.import_job_id),
                conversation: row.conversation_key.clone(),
                question: Vec::new(),
                answer: Vec::new(),
                contribution: row.confidence_contribution,
            });
            sources.len() - 1
        });
        let source = &mut sources[position];
        match row.role.as_str() {
            "question" => source.question.push(row.message_id),
            _ => source.answer.push(row.message_id),
        }
    }
    sources
}

/// What an import has taught: each pattern once, in the order it was first met.
pub async fn patterns_of_import(db: &Database, job: JobId) -> Result<Vec<ImportedPattern>, Error> {
    let changes = change::Entity::find()
        .filter(change::Column::ImportJobId.eq(job.0))
        .order_by_asc(change::Column::Id)
        .all(db.reader())
        .await?;
    let mut order: Vec<(i32, bool, usize)> = Vec::new();
    for row in changes {
        match order.iter_mut().find(|(id, ..)| *id == row.pattern_id) {
            Some((.., conversations)) => *conversations += 1,
            None => order.push((row.pattern_id, row.change == "created", 1)),
        }
    }
    let ids = order.iter().map(|(id, ..)| *id);
    let rows = pattern::Entity::find().filter(pattern::Column::Id.is_in(ids)).all(db.reader()).await?;
    order
        .into_iter()
        .filter_map(|(id, created, conversations)| {
            let row = rows.iter().find(|row| row.id == id)?.clone();
            let pattern = StoredPattern::try_from(row);
            Some(pattern.map(|pattern| ImportedPattern { pattern, created, conversations }))
        })
        .collect()
}

impl TryFrom<pattern::Model> for StoredPattern {
    type Error = Error;

    fn try_from(row: pattern::Model) -> Result<Self, Error> {
        let texts = |value, column| serde_json::from_value(value).map_err(|_| Error::Corrupt(column));
        Ok(Self {
            id: row.id,
            pattern_type: row
                .pattern_type
                .parse()
                .map_err(|_| Error::Corrupt("decision_patterns.pattern_type"))?,
            signature: row.pattern_signature,
            trigger: row.trigger_text,
            keywords: texts(row.trigger_keywords, "decision_patterns.trigger_keywords")?,
            examples: texts(row.trigger_examples, "decision_patterns.trigger_examples")?,
            template: row.response_template,
            variables: texts(row.template_variables, "decision_patterns.template_variables")?,
            confidence: row.confidence_score,
            auto_executable: row.auto_executable,
            execution_count: row.execution_count,
            success_count: row.success_count,
            last_used: row.last_used.map(|time| time.trunc_subsecs(3)),
            is_active: row.is_active,
            learned_from: row.learned_from,
            created_at: row.created_at.trunc_subsecs(3),
            updated_at: row.updated_at.trunc_subsecs(3),
        })
    }
}
