//! `import_leases`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_leases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: Uuid,
    pub fencing_token: i64,
    pub owner: String,
    pub claimed_at: Option<DateTimeUtc>,
    pub expires_at: DateTimeUtc,
    pub paused_until: Option<DateTimeUtc>,
    pub pause_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
