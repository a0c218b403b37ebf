//! Which patterns a reader wants.

use gleaner_domain::search::SearchWords;
use gleaner_domain::{JobId, PatternType};
use sea_orm::sea_query::{Expr, LikeExpr, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::relations;
use crate::entities::evidence;
use crate::entities::pattern::{Column, Entity};

/// The status of patterns that a reader wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum ListedStatus {
    /// Used for replies.
    Active,
    /// Not used for replies.
    Inactive,
    /// A person removed them.
    Deleted,
}

impl ListedStatus {
    /// The name in requests.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Which patterns a reader wants: those that meet every condition. Without conditions, those that are neither removed nor
/// retracted. Retracted patterns meet no filter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PatternFilter {
    /// Patterns of this type.
    pub pattern_type: Option<PatternType>,
    /// Patterns with this status; without it, those that nobody removed.
    pub status: Option<ListedStatus>,
    /// Patterns that are active, or those that are not.
    pub active: Option<bool>,
    /// Patterns with at least this confidence, 0 to 1.
    pub min_confidence: Option<f64>,
    /// Patterns with at most this confidence, 0 to 1.
    pub max_confidence: Option<f64>,
    /// Patterns of at least this quality, 0 to 1.
    pub min_quality: Option<f64>,
    /// Patterns of at most this quality, 0 to 1.
    pub max_quality: Option<f64>,
    /// Patterns with evidence of this import that is not retracted.
    pub job: Option<JobId>,
    /// Patterns that are in conflict with another one, or those that are not.
    pub has_conflicts: Option<bool>,
    /// Patterns that contain each of these words in the trigger, an example or the template.
    pub search: SearchWords,
}

impl PatternFilter {
    /// The patterns that are used for replies.
    pub fn active() -> Self {
        Self { status: Some(ListedStatus::Active), ..Self::default() }
    }

    /// The condition on `decision_patterns`, for a list that is sorted by an index.
    pub(super) fn condition(&self) -> Condition {
        self.with(|is_deleted| Column::IsDeleted.eq(is_deleted))
    }

    /// The same condition, for rows that are found by their ids or sorted by them.
    pub(super) fn condition_by_id(&self) -> Condition {
        self.with(by_id)
    }

    fn with(&self, is_deleted: impl Fn(bool) -> Expr) -> Condition {
        let has_status = match self.status {
            None => is_deleted(false),
            Some(ListedStatus::Active) => is_deleted(false).and(Column::IsActive.eq(true)),
            Some(ListedStatus::Inactive) => is_deleted(false).and(Column::IsActive.eq(false)),
            Some(ListedStatus::Deleted) => is_deleted(true).and(Column::IsRetracted.eq(false)),
        };
        Condition::all()
            .add(has_status)
            .add_option(self.pattern_type.map(|pattern_type| Column::PatternType.eq(pattern_type.as_str())))
            .add_option(self.active.map(|is_active| Column::IsActive.eq(is_active)))
            .add_option(self.min_confidence.map(|min| Column::ConfidenceScore.gte(min)))
            .add_option(self.max_confidence.map(|max| Column::ConfidenceScore.lte(max)))
            .add_option(self.min_quality.map(|min| Column::QualityScore.gte(min)))
            .add_option(self.max_quality.map(|max| Column::QualityScore.lte(max)))
            .add_option(self.job.map(|job| Column::Id.in_subquery(confirmed_by(job))))
            .add_option(self.has_conflicts.map(in_conflict))
            .add_option(with_words(&self.search).map(|found| Column::Id.in_subquery(found)))
    }
}

/// Whether a row is deleted, written so that SQLite does not read all rows by an index that begins with this column.
fn by_id(is_deleted: bool) -> Expr {
    let deleted = Expr::col(Column::IsDeleted);
    if is_deleted { deleted.not().not() } else { deleted.not() }
}

fn confirmed_by(job: JobId) -> SelectStatement {
    evidence::Entity::find()
        .select_only()
        .column(evidence::Column::PatternId)
        .filter(evidence::Column::ImportJobId.eq(job.0))
        .filter(evidence::Column::IsRetracted.eq(false))
        .into_query()
}

fn in_conflict(is_wanted: bool) -> Condition {
    let [conflicts, conflicts_of_others] = relations::conflicts();
    let any = Condition::any()
        .add(Column::Id.in_subquery(conflicts))
        .add(Column::Id.in_subquery(conflicts_of_others));
    if is_wanted { any } else { any.not() }
}

/// The ids of the patterns that contain each word. They are a query of their own, since SQLite then reads the table once from
/// beginning to end, instead of row by row in the order of the list.
fn with_words(words: &SearchWords) -> Option<SelectStatement> {
    const ESCAPE: char = '!';
    let contains = |word: &String| {
        let literal = word.chars().flat_map(|character| {
            matches!(character, ESCAPE | '%' | '_').then_some(ESCAPE).into_iter().chain([character])
        });
        let pattern = format!("%{}%", literal.collect::<String>());
        Column::SearchText.like(LikeExpr::new(pattern).escape(ESCAPE))
    };
    let found = Entity::find().select_only().column(Column::Id);
    let all = words.as_slice().iter().map(contains).fold(Condition::all(), Condition::add);
    (!words.as_slice().is_empty()).then(|| found.filter(all).into_query())
}
