//! `pattern_verdicts`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pattern_verdicts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub pair: String,
    pub is_same: bool,
    pub model: String,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
