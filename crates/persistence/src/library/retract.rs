//! Retracting the evidence of an import, and reinstating it: patterns are computed again, as if the evidence had never
//! existed, or as if it had never been retracted.

use chrono::{DateTime, Utc};
use gleaner_domain::pattern::{Action, Actor, Cause, Change, History};
use gleaner_domain::{JobId, Pattern};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::write::{Rewrite, write};
use super::{changes, history, row};
use crate::entities::evidence;
use crate::entities::pattern::{Column, Entity, Model};
use crate::error::Error;

/// What becomes of the evidence of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retraction {
    Retract,
    Reinstate,
}

/// A pattern that has evidence of the import, before and after.
pub(crate) struct Revised {
    row: Model,
    /// What the row says; also for a retracted pattern.
    pub known: Pattern,
    /// The history after.
    pub history: History,
    /// `None` if it is retracted then.
    pub after: Option<Pattern>,
}

impl Revised {
    pub fn id(&self) -> i32 {
        self.row.id
    }

    /// `None` if it is retracted before.
    pub fn before(&self) -> Option<&Pattern> {
        (!self.row.is_retracted).then_some(&self.known)
    }
}

impl Retraction {
    fn retracts(self) -> bool {
        self == Self::Retract
    }

    /// Computes the next patterns that change, in the order of their ids, at most `limit`. Changes nothing.
    pub async fn next(
        self,
        db: &impl ConnectionTrait,
        job: JobId,
        after: i32,
        limit: u64,
    ) -> Result<Vec<Revised>, Error> {
        use evidence::Column as Evidence;
        let ids: Vec<i32> = evidence::Entity::find()
            .select_only()
            .column(Evidence::PatternId)
            .filter(Evidence::ImportJobId.eq(job.0))
            .filter(Evidence::IsRetracted.eq(!self.retracts()))
            .filter(Evidence::PatternId.gt(after))
            .group_by(Evidence::PatternId)
            .order_by_asc(Evidence::PatternId)
            .limit(limit)
            .into_tuple()
            .all(db)
            .await?;
        let mut histories = history::load_all(db, &ids).await?;
        let rows = Entity::find().filter(Column::Id.is_in(ids)).order_by_asc(Column::Id).all(db).await?;
        rows.into_iter()
            .map(|row| {
                let mut history = histories.remove(&row.id).unwrap_or_default();
                match self {
                    Self::Retract => history.retract(job),
                    Self::Reinstate => history.reinstate(job),
                };
                Ok(Revised { known: row::pattern(&row)?, after: history.fold(), history, row })
            })
            .collect()
    }

    /// Stores what was computed. The caller holds the [`lock`](super::lock()) of the library.
    pub async fn apply(
        self,
        db: &impl ConnectionTrait,
        job: JobId,
        actor: &Actor,
        revised: Vec<Revised>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        evidence::Entity::update_many()
            .col_expr(evidence::Column::IsRetracted, self.retracts().into())
            .filter(evidence::Column::ImportJobId.eq(job.0))
            .filter(evidence::Column::PatternId.is_in(revised.iter().map(Revised::id)))
            .exec(db)
            .await?;
        let (cause, action) = match self {
            Self::Retract => (Cause::Undo, Action::Retract(job)),
            Self::Reinstate => (Cause::Redo, Action::Reinstate(job)),
        };
        let changes = revised.iter().map(|revised| {
            let (actor, content) = (actor.clone(), revised.known.content());
            let change = Change { actor, cause, action: action.clone(), content };
            (revised.row.id, revised.row.revision + 1, change)
        });
        changes::insert_all(db, changes, now).await?;
        let rewrites = revised.into_iter().map(|Revised { row, history, .. }| {
            let revision = row.revision + 1;
            Rewrite { before: row, history, revision }
        });
        write(db, rewrites.collect(), now).await
    }
}
