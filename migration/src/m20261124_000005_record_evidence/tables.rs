//! The tables of the history.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

pub(super) fn index(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("{table}_{column}")).table(table).col(column).take()
}

pub(super) fn pattern_evidence() -> TableCreateStatement {
    Table::create()
        .table("pattern_evidence")
        .col(big_pk_auto("id"))
        .col(integer("pattern_id"))
        // The index of the entry in the history of the pattern, shared with `pattern_changes`.
        .col(big_integer("position"))
        .col(uuid("import_job_id"))
        .col(big_integer_null("conversation_id").unique_key())
        .col(text("conversation_key"))
        .col(boolean("created"))
        .col(json_binary("draft"))
        .col(double("boost"))
        .col(double("boost_cap"))
        .col(boolean("is_reconstructed").default(false))
        .col(boolean("is_retracted").default(false))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut foreign_key("pattern_evidence", "pattern_id", "decision_patterns"))
        .foreign_key(&mut foreign_key("pattern_evidence", "import_job_id", "pattern_import_jobs"))
        .foreign_key(
            foreign_key("pattern_evidence", "conversation_id", "import_conversations")
                .on_delete(ForeignKeyAction::SetNull),
        )
        .take()
}

pub(super) fn pattern_changes() -> TableCreateStatement {
    Table::create()
        .table("pattern_changes")
        .col(big_pk_auto("id"))
        .col(integer("pattern_id"))
        .col(big_integer("position"))
        .col(text("actor_kind"))
        .col(text_null("actor_id"))
        .col(text("cause"))
        .col(text("action"))
        .col(json_binary("detail"))
        .col(json_binary("content"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut foreign_key("pattern_changes", "pattern_id", "decision_patterns"))
        .take()
}

/// The table of migration 2.
pub(super) fn earlier_pattern_changes() -> TableCreateStatement {
    Table::create()
        .table("pattern_changes")
        .col(big_pk_auto("id"))
        .col(integer("pattern_id"))
        .col(uuid("import_job_id"))
        .col(text("conversation_key"))
        .col(text("change"))
        .col(json_binary_null("before"))
        .col(json_binary("after"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut foreign_key("pattern_changes", "pattern_id", "decision_patterns"))
        .foreign_key(&mut foreign_key("pattern_changes", "import_job_id", "pattern_import_jobs"))
        .take()
}

fn foreign_key(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(target, "id").take()
}
