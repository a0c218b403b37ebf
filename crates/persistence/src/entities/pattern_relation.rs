//! `pattern_relations`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pattern_relations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    /// The later one of the two.
    pub pattern_id: i32,
    pub relation: String,
    pub other_id: i32,
    pub probability: f64,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
