//! Writing to the audit log.

use chrono::{DateTime, SubsecRound, Utc};
use gleaner_domain::JobId;
use gleaner_domain::audit::AuditAction;
use sea_orm::{ConnectionTrait, EntityTrait, Set};
use serde_json::{Value, json};

use super::Author;
use crate::entities::audit_entry::{ActiveModel, Entity};
use crate::error::Error;

/// What an entry is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Subject {
    pub pattern: Option<i32>,
    pub job: Option<JobId>,
    pub staged: Option<i32>,
    /// Ids, counts and names of fields; never message text.
    pub detail: Value,
}

impl Subject {
    /// Nothing in particular.
    pub const NONE: Self = Self { pattern: None, job: None, staged: None, detail: Value::Null };

    pub fn pattern(id: i32) -> Self {
        Self { pattern: Some(id), ..Self::NONE }
    }

    pub fn job(id: JobId) -> Self {
        Self { job: Some(id), ..Self::NONE }
    }

    pub fn detail(self, detail: Value) -> Self {
        Self { detail, ..self }
    }
}

/// Appends an entry.
pub(crate) async fn record(
    db: &impl ConnectionTrait,
    author: &Author,
    action: AuditAction,
    subject: Subject,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = ActiveModel {
        created_at: Set(now.trunc_subsecs(3)),
        user_id: Set(author.user.as_str().to_owned()),
        request_id: Set(author.request.clone()),
        action: Set(action.as_str().to_owned()),
        pattern_id: Set(subject.pattern),
        import_job_id: Set(subject.job.map(|job| job.0)),
        staged_id: Set(subject.staged),
        detail: Set(if subject.detail.is_null() { json!({}) } else { subject.detail }),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
