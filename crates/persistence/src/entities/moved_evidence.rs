//! `moved_evidence`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "moved_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub merge_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: i64,
    pub position: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
