//! `sent_to_customers`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sent_to_customers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sent_key: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer_key: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_job_id: Uuid,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
