//! `staged_evidence`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "staged_evidence")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub staged_id: i32,
    pub conversation_id: Option<i64>,
    pub conversation_key: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub draft: Json,
    pub boost: f64,
    pub boost_cap: f64,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
