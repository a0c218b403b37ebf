//! `pattern_index`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pattern_index")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: i16,
    #[sea_orm(primary_key, auto_increment = false)]
    pub token: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub size: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub pattern_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub text: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
