//! `pattern_import_staging`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pattern_import_staging")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub revision: i64,
    pub import_job_id: Uuid,
    pub pattern_type: String,
    pub pattern_signature: String,
    pub trigger_text: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub trigger_keywords: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub trigger_examples: Json,
    pub response_template: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub template_variables: Json,
    pub confidence_score: f64,
    pub language: Option<String>,
    pub conversation_preview: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub conversation_metadata: Json,
    pub status: String,
    pub reviewed_by: Option<String>,
    pub reviewed_at: Option<DateTimeUtc>,
    pub review_notes: Option<String>,
    pub original_trigger: Option<String>,
    pub original_response: Option<String>,
    pub original_confidence: Option<f64>,
    pub edited_by: Option<String>,
    pub edited_at: Option<DateTimeUtc>,
    pub pattern_id: Option<i32>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
