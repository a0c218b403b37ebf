//! `pattern_import_jobs`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pattern_import_jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: String,
    pub status: String,
    pub total_messages: i32,
    pub processed_messages: i32,
    pub duplicate_messages: i32,
    pub conversations_found: i32,
    pub conversations_analyzed: i32,
    pub conversations_skipped: i32,
    pub conversations_read: i32,
    pub conversations_failed: i32,
    pub patterns_created: i32,
    pub patterns_enhanced: i32,
    pub patterns_skipped: i32,
    pub patterns_staged: i32,
    pub patterns_approved: i32,
    pub patterns_rejected: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub errors: Json,
    pub source: String,
    pub file_hash: String,
    pub is_partial: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub import_metadata: Json,
    pub extractor: Option<String>,
    pub model: Option<String>,
    pub model_calls: i32,
    pub unmeasured_calls: i32,
    pub cached_tokens: i64,
    pub cost_nanos: i64,
    pub prompt_tokens: i64,
    pub completion_tokens: i64,
    pub created_at: DateTimeUtc,
    pub started_at: Option<DateTimeUtc>,
    pub completed_at: Option<DateTimeUtc>,
    pub fencing_token: i64,
    pub failed_attempts: i32,
    pub is_reviewed: bool,
    pub texts_deleted_at: Option<DateTimeUtc>,
    pub undone_at: Option<DateTimeUtc>,
    pub status_before_undo: Option<String>,
    pub cancel_requested_at: Option<DateTimeUtc>,
    pub cancelled_by: Option<String>,
    pub budget_nanos: Option<i64>,
    pub mode: String,
    pub batch_key: Option<Uuid>,
    pub batch_id: Option<String>,
    pub batch_begun_at: Option<DateTimeUtc>,
    pub batches_ended: i32,
    pub claimable_at: Option<DateTimeUtc>,
    pub wait_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
