//! `import_row_reports`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_row_reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_job_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub rows: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
