//! The patterns that a draft is compared with, and the lock under which a pattern type is changed.

use gleaner_domain::PatternType;
use gleaner_domain::merging::Candidate;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select, Set};

use crate::entities::pattern::{Column, Entity};
use crate::entities::pattern_type;
use crate::error::Error;

/// The first revision of a type. A type that was never used has no row.
const FIRST_REVISION: i64 = 1;

/// The lock of a pattern type. Across all workers, only its holder may change patterns of the type, until its
/// transaction ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TypeLock {
    pattern_type: PatternType,
    /// The revision of the type that this transaction makes.
    pub revision: i64,
}

/// Waits for the lock of a pattern type. A type that is used for the first time gets its row, in one statement, so
/// that of two workers the second waits for the first.
pub(crate) async fn lock(db: &impl ConnectionTrait, pattern_type: PatternType) -> Result<TypeLock, Error> {
    use pattern_type::Column::{PatternType, Revision};
    let first = pattern_type::ActiveModel {
        pattern_type: Set(pattern_type.as_str().to_owned()),
        revision: Set(FIRST_REVISION),
    };
    let next = Expr::col((pattern_type::Entity, Revision)).add(1);
    let row = pattern_type::Entity::insert(first)
        .on_conflict(OnConflict::column(PatternType).value(Revision, next).to_owned())
        .exec_with_returning(db)
        .await?;
    Ok(TypeLock { pattern_type, revision: row.revision })
}

/// The patterns of one type that a draft is compared with.
#[derive(Debug)]
pub(crate) struct Candidates {
    patterns: Vec<Candidate>,
    /// The revision of the type up to which they are current.
    revision: i64,
}

/// Reads the candidates without a lock.
pub(crate) async fn candidates(
    db: &impl ConnectionTrait,
    pattern_type: PatternType,
) -> Result<Candidates, Error> {
    // The revision first: patterns that are changed in between are loaded again by the refresh.
    let row = pattern_type::Entity::find_by_id(pattern_type.as_str()).one(db).await?;
    let revision = row.map_or(FIRST_REVISION - 1, |row| row.revision);
    let patterns = load(db, of_type(pattern_type).filter(Column::IsRetracted.eq(false))).await?;
    Ok(Candidates { patterns: patterns.into_iter().map(|(candidate, _)| candidate).collect(), revision })
}

impl Candidates {
    /// Loads what has changed since the candidates were read. No other transaction can change them until
    /// the lock is released.
    pub async fn refresh(&mut self, db: &impl ConnectionTrait, lock: &TypeLock) -> Result<(), Error> {
        if lock.revision > self.revision + 1 {
            let changed = of_type(lock.pattern_type).filter(Column::TypeRevision.gt(self.revision));
            for (candidate, is_retracted) in load(db, changed).await? {
                self.patterns.retain(|known| known.id() != candidate.id());
                if !is_retracted {
                    self.patterns.push(candidate);
                }
            }
        }
        self.revision = lock.revision;
        Ok(())
    }

    /// Adds a pattern that the holder of the lock has created.
    pub fn add(&mut self, candidate: Candidate) {
        self.patterns.push(candidate);
    }

    /// The candidates.
    pub fn as_slice(&self) -> &[Candidate] {
        &self.patterns
    }
}

fn of_type(pattern_type: PatternType) -> Select<Entity> {
    Entity::find().filter(Column::PatternType.eq(pattern_type.as_str()))
}

/// Loads candidates, each with a flag for whether it is retracted.
async fn load(db: &impl ConnectionTrait, select: Select<Entity>) -> Result<Vec<(Candidate, bool)>, Error> {
    let rows: Vec<(i32, String, bool, bool)> = select
        .select_only()
        .columns([Column::Id, Column::TriggerText, Column::IsDeleted, Column::IsRetracted])
        .into_tuple()
        .all(db)
        .await?;
    let candidate = |(id, trigger, is_deleted, is_retracted): (_, String, bool, bool)| {
        (Candidate::new(id, &trigger, is_deleted && !is_retracted), is_retracted)
    };
    Ok(rows.into_iter().map(candidate).collect())
}
