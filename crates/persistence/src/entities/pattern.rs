//! `decision_patterns`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "decision_patterns")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    pub pattern_type: String,
    pub pattern_signature: String,
    pub trigger_text: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub trigger_keywords: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub trigger_examples: Json,
    pub response_template: String,
    pub search_text: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub template_variables: Json,
    pub confidence_score: f64,
    pub auto_executable: bool,
    pub execution_count: i32,
    pub success_count: i32,
    pub feedback_used: i32,
    pub feedback_edited: i32,
    pub feedback_rejected: i32,
    pub last_used: Option<DateTimeUtc>,
    pub is_active: bool,
    pub is_deleted: bool,
    pub is_retracted: bool,
    pub is_indexed: bool,
    pub is_compared: bool,
    pub revision: i64,
    pub language: Option<String>,
    pub embedding_model: Option<String>,
    pub is_trigger_edited: bool,
    pub is_template_edited: bool,
    pub carried_conversations: i32,
    pub carried_imports: i32,
    pub evidence_count: i32,
    pub contradiction_count: i32,
    pub confirmed_at: Option<DateTimeUtc>,
    pub quality_score: f64,
    pub quality_at: Option<DateTimeUtc>,
    pub learned_from: String,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
