//! `pattern_changes`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pattern_changes")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub pattern_id: i32,
    pub position: i64,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub cause: String,
    pub action: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    pub created_at: DateTimeUtc,
    pub is_suspended: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
