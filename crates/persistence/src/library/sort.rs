//! The order of a list of patterns.

use sea_orm::Order;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::entities::pattern::Column;

/// What patterns are sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum SortBy {
    /// How far they can be trusted.
    #[default]
    Confidence,
    /// When they were created.
    Created,
    /// When they were last changed.
    Updated,
    /// How many replies were sent with them.
    Executions,
    /// How good they are.
    Quality,
    /// Their ids.
    Id,
}

/// The direction of a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
pub enum SortOrder {
    /// From the lowest to the highest.
    #[strum(serialize = "asc")]
    Ascending,
    /// From the highest to the lowest.
    #[strum(serialize = "desc")]
    Descending,
}

impl SortBy {
    /// The name in requests.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The order of a list that is sorted by this unless another one is requested: the highest value first, but the lowest
    /// quality and the lowest id.
    pub fn default_order(self) -> SortOrder {
        match self {
            Self::Quality | Self::Id => SortOrder::Ascending,
            Self::Confidence | Self::Created | Self::Updated | Self::Executions => SortOrder::Descending,
        }
    }

    /// The column that contains it.
    pub(super) fn column(self) -> Column {
        match self {
            Self::Confidence => Column::ConfidenceScore,
            Self::Created => Column::CreatedAt,
            Self::Updated => Column::UpdatedAt,
            Self::Executions => Column::ExecutionCount,
            Self::Quality => Column::QualityScore,
            Self::Id => Column::Id,
        }
    }
}

impl SortOrder {
    /// The name in requests.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    fn sql(self) -> Order {
        match self {
            Self::Ascending => Order::Asc,
            Self::Descending => Order::Desc,
        }
    }
}

/// The order of a list. Among equals, the lowest id is first in a descending order; an ascending order is the reverse of
/// the descending one, so that one index is in both orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatternSort {
    /// What patterns are sorted by.
    pub by: SortBy,
    /// The direction.
    pub order: SortOrder,
}

impl Default for PatternSort {
    fn default() -> Self {
        Self::by(SortBy::default())
    }
}

impl PatternSort {
    /// A sort in the default order.
    pub fn by(by: SortBy) -> Self {
        Self { by, order: by.default_order() }
    }

    /// The columns that are sorted by.
    pub(super) fn columns(self) -> Vec<(Column, Order)> {
        let ids = match self.order {
            SortOrder::Ascending => Order::Desc,
            SortOrder::Descending => Order::Asc,
        };
        match self.by {
            SortBy::Id => vec![(Column::Id, self.order.sql())],
            by => vec![(by.column(), self.order.sql()), (Column::Id, ids)],
        }
    }
}
