//! `import_conversations`

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_conversations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub job_id: Uuid,
    pub ordinal: i32,
    pub conversation_key: String,
    pub state: String,
    pub reason: Option<String>,
    pub new_message_count: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub messages: Json,
    pub was_extracted: bool,
    pub model: Option<String>,
    pub model_calls: i32,
    pub unmeasured_calls: i32,
    pub cached_tokens: i64,
    pub cost_nanos: i64,
    pub prompt_tokens: i64,
    pub completion_tokens: i64,
    pub finished_at: Option<DateTimeUtc>,
    pub state_before_undo: Option<String>,
    pub preview: Option<String>,
    pub batch_key: Option<Uuid>,
    pub batch_tries: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
