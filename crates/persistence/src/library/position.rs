//! Positions in a list of patterns.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, Value};

use super::sort::{PatternSort, SortBy, SortOrder};
use crate::entities::pattern::{Column, Model};

/// The value that a pattern is sorted by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SortKey {
    /// Its confidence, 0 to 1.
    Confidence(f64),
    /// When it was created.
    Created(DateTime<Utc>),
    /// When it was last changed.
    Updated(DateTime<Utc>),
    /// How many replies were sent with it.
    Executions(i32),
    /// How good it is, 0 to 1.
    Quality(f64),
    /// Its id alone.
    Id,
}

/// The position of a pattern in a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PatternPosition {
    /// The value that it is sorted by.
    pub key: SortKey,
    /// The direction of the list.
    pub order: SortOrder,
    /// Its id.
    pub id: i32,
}

impl PatternPosition {
    /// The position of a row.
    pub(super) fn of(row: &Model, sort: PatternSort) -> Self {
        let key = match sort.by {
            SortBy::Confidence => SortKey::Confidence(row.confidence_score),
            SortBy::Created => SortKey::Created(row.created_at),
            SortBy::Updated => SortKey::Updated(row.updated_at),
            SortBy::Executions => SortKey::Executions(row.execution_count),
            SortBy::Quality => SortKey::Quality(row.quality_score),
            SortBy::Id => SortKey::Id,
        };
        Self { key, order: sort.order, id: row.id }
    }

    /// The sort of the list.
    pub fn sort(&self) -> PatternSort {
        let by = match self.key {
            SortKey::Confidence(_) => SortBy::Confidence,
            SortKey::Created(_) => SortBy::Created,
            SortKey::Updated(_) => SortBy::Updated,
            SortKey::Executions(_) => SortBy::Executions,
            SortKey::Quality(_) => SortBy::Quality,
            SortKey::Id => SortBy::Id,
        };
        PatternSort { by, order: self.order }
    }

    /// The conditions of what follows this position, in their order: the patterns with an equal value, then those with a
    /// later one. Two conditions for two queries, since a database does not find the beginning of both in an index at once.
    pub(super) fn following(&self) -> Vec<Condition> {
        let is_ascending = self.order == SortOrder::Ascending;
        let (later_id, earlier_id) = (Column::Id.gt(self.id), Column::Id.lt(self.id));
        let value: Value = match self.key {
            SortKey::Confidence(value) | SortKey::Quality(value) => value.into(),
            SortKey::Created(time) | SortKey::Updated(time) => time.into(),
            SortKey::Executions(count) => count.into(),
            SortKey::Id => {
                return vec![Condition::all().add(if is_ascending { later_id } else { earlier_id })];
            }
        };
        let column = self.sort().by.column();
        let equal = Condition::all().add(column.eq(value.clone()));
        let equal = equal.add(if is_ascending { earlier_id } else { later_id });
        let later = if is_ascending { column.gt(value) } else { column.lt(value) };
        vec![equal, Condition::all().add(later)]
    }
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Start {
    /// At the beginning of a list in this order.
    Beginning(PatternSort),
    /// After this position of a list.
    After(PatternPosition),
}

impl Start {
    /// The order of the list.
    pub fn sort(&self) -> PatternSort {
        match self {
            Self::Beginning(sort) => *sort,
            Self::After(position) => position.sort(),
        }
    }
}

/// The beginning of the list in the default order.
impl Default for Start {
    fn default() -> Self {
        Self::Beginning(PatternSort::default())
    }
}
