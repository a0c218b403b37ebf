//! Patterns as their readers see them.

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::{JobId, PatternType};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::Database;
use crate::entities::{change, message_source, pattern};
use crate::error::Error;

/// A pattern of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPattern {
    pub id: i32,
    pub kind: PatternType,
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
pub struct LearntPattern {
    pub pattern: StoredPattern,
    /// The import made it; otherwise it only confirmed it.
    pub created: bool,
    /// How many conversations of the import taught it.
    pub conversations: usize,
}

/// The library in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    pub total: u64,
    /// 0.8 and above.
    pub high: u64,
    /// 0.6 up to 0.8.
    pub medium: u64,
    /// Below 0.6.
    pub low: u64,
    pub active: u64,
    /// 0 where there is no pattern.
    pub average_confidence: f64,
    pub by_type: Vec<TypeCount>,
}

/// The patterns of one type in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeCount {
    pub kind: PatternType,
    pub count: u64,
    pub average_confidence: f64,
}

/// Every pattern that is not removed, the most trusted first: of one type, or of all.
pub async fn list(db: &Database, kind: Option<PatternType>) -> Result<Vec<StoredPattern>, Error> {
    let mut query = pattern::Entity::find()
        .filter(pattern::Column::IsDeleted.eq(false))
        .order_by_desc(pattern::Column::ConfidenceScore)
        .order_by_asc(pattern::Column::Id);
    if let Some(kind) = kind {
        query = query.filter(pattern::Column::PatternType.eq(kind.as_str()));
    }
    query.all(db.reader()).await?.into_iter().map(StoredPattern::try_from).collect()
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
pub async fn learnt_by(db: &Database, job: JobId) -> Result<Vec<LearntPattern>, Error> {
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
            Some(pattern.map(|pattern| LearntPattern { pattern, created, conversations }))
        })
        .collect()
}

/// From here on a confidence counts as high.
const HIGH: f64 = 0.8;
/// From here on a confidence counts as medium.
const MEDIUM: f64 = 0.6;

/// One type's row of the overview: its name, and how many and how trusted its patterns are.
type TypeRow = (String, i64, f64, i64, i64, i64);

/// The library in numbers.
pub async fn overview(db: &Database) -> Result<Overview, Error> {
    let confidence = || Expr::col(pattern::Column::ConfidenceScore);
    let number_of = |condition: Expr| Expr::case(condition, 1).finally(0).sum();
    let rows: Vec<TypeRow> = pattern::Entity::find()
        .select_only()
        .column(pattern::Column::PatternType)
        .column_as(pattern::Column::Id.count(), "count")
        .column_as(confidence().sum(), "confidence")
        .column_as(number_of(confidence().gte(HIGH)), "high")
        .column_as(number_of(confidence().lt(MEDIUM)), "low")
        .column_as(number_of(Expr::col(pattern::Column::IsActive)), "active")
        .filter(pattern::Column::IsDeleted.eq(false))
        .group_by(pattern::Column::PatternType)
        .into_tuple()
        .all(db.reader())
        .await?;
    summarise(rows)
}

fn summarise(rows: Vec<TypeRow>) -> Result<Overview, Error> {
    let number = |value: i64| u64::try_from(value).unwrap_or(0);
    let mut overview = Overview::default();
    let mut confidences = 0.0;
    for (name, count, confidence, high, low, active) in rows {
        overview.total += number(count);
        overview.high += number(high);
        overview.medium += number(count - high - low);
        overview.low += number(low);
        overview.active += number(active);
        confidences += confidence;
        overview.by_type.push(TypeCount {
            kind: PatternType::from_name(&name).ok_or(Error::Corrupt("decision_patterns.pattern_type"))?,
            count: number(count),
            average_confidence: average(confidence, number(count)),
        });
    }
    overview.average_confidence = average(confidences, overview.total);
    overview.by_type.sort_by_key(|by_type| by_type.kind);
    Ok(overview)
}

/// To four decimals; 0 of nothing.
fn average(sum: f64, count: u64) -> f64 {
    if count == 0 { 0.0 } else { (sum / count as f64 * 1e4).round() / 1e4 }
}

impl TryFrom<pattern::Model> for StoredPattern {
    type Error = Error;

    fn try_from(row: pattern::Model) -> Result<Self, Error> {
        let texts = |value, column| serde_json::from_value(value).map_err(|_| Error::Corrupt(column));
        Ok(Self {
            id: row.id,
            kind: PatternType::from_name(&row.pattern_type)
                .ok_or(Error::Corrupt("decision_patterns.pattern_type"))?,
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
            is_active: row.is_active,
            learned_from: row.learned_from,
            created_at: row.created_at.trunc_subsecs(3),
            updated_at: row.updated_at.trunc_subsecs(3),
        })
    }
}
