//! `pattern_evidence`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pattern_evidence")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub pattern_id: i32,
    pub position: i64,
    pub import_job_id: Uuid,
    pub conversation_id: Option<i64>,
    pub conversation_key: String,
    pub created: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub draft: Json,
    pub boost: f64,
    pub boost_cap: f64,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub edit: Option<Json>,
    pub is_reconstructed: bool,
    pub is_retracted: bool,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
