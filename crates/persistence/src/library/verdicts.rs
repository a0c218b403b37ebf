//! What a language model or a person said of two patterns that may be the same.

use chrono::{DateTime, Utc};
use gleaner_domain::merging::{MergeDecision, MergeRules, PairId, Related};
use gleaner_domain::pattern::Content;
use gleaner_domain::{Pattern, PatternDraft};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, Set};

use super::{candidates, row};
use crate::Database;
use crate::entities::pattern;
use crate::entities::verdict::{ActiveModel, Column, Entity};
use crate::error::Error;

/// Stands for the model in the verdicts of people.
const PERSON: &str = "person";

/// Two patterns that may be the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The new one.
    pub draft: Content,
    /// The one in the library.
    pub known: Content,
}

impl Doubt {
    fn pair(&self) -> PairId {
        PairId::of(&self.draft, &self.known)
    }
}

/// What the library has that `draft` is maybe the same as. `None` also if there is a verdict.
///
/// # Errors
/// The database failed, or a row cannot be read.
pub async fn doubt(db: &Database, draft: &PatternDraft, rules: &MergeRules) -> Result<Option<Doubt>, Error> {
    let decision = candidates::decide(db.reader(), draft, rules, |_| true).await?;
    let MergeDecision::Create(Related { maybe_same: Some(likeness), .. }) = decision else {
        return Ok(None);
    };
    let Some(known) = pattern::Entity::find_by_id(likeness.pattern).one(db.reader()).await? else {
        return Ok(None);
    };
    let doubt = Doubt { draft: Pattern::from_draft(draft).content(), known: row::pattern(&known)?.content() };
    let is_settled = find(db.reader(), &doubt.pair()).await?.is_some();
    Ok((!is_settled).then_some(doubt))
}

/// Stores what the language model `model` said of two patterns. The first verdict stays.
///
/// # Errors
/// The database failed.
pub async fn store_verdict(
    db: &Database,
    doubt: &Doubt,
    is_same: bool,
    model: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let exists = OnConflict::column(Column::Pair).do_nothing().to_owned();
    insert(db.writer(), &doubt.pair(), is_same, model, now, exists).await
}

/// Whether two patterns are the same; `None` if there is no verdict.
pub(super) async fn find(db: &impl ConnectionTrait, pair: &PairId) -> Result<Option<bool>, Error> {
    let row = Entity::find_by_id(pair.as_str()).one(db).await?;
    Ok(row.map(|row| row.is_same))
}

/// Stores that a person called two patterns different, in the place of an earlier verdict.
pub(super) async fn separate(
    db: &impl ConnectionTrait,
    pair: &PairId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let columns = [Column::IsSame, Column::Model, Column::CreatedAt];
    let exists = OnConflict::column(Column::Pair).update_columns(columns).to_owned();
    insert(db, pair, false, PERSON, now, exists).await
}

async fn insert(
    db: &impl ConnectionTrait,
    pair: &PairId,
    is_same: bool,
    model: &str,
    now: DateTime<Utc>,
    exists: OnConflict,
) -> Result<(), Error> {
    let row = ActiveModel {
        pair: Set(pair.as_str().to_owned()),
        is_same: Set(is_same),
        model: Set(model.to_owned()),
        created_at: Set(now),
    };
    Entity::insert(row).on_conflict(exists).exec_without_returning(db).await?;
    Ok(())
}
