//! `pattern_vectors`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pattern_vectors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub pattern_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub text: i64,
    pub model: String,
    pub vector: Vec<u8>,
    pub revision: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
