//! Statements that both conversions need.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{Statement, StatementBuilder};

pub(super) async fn set_revision(
    manager: &SchemaManager<'_>,
    pattern: i32,
    revision: i64,
) -> Result<(), DbErr> {
    let update = Query::update()
        .table("decision_patterns")
        .value("revision", revision)
        .and_where(Expr::col("id").eq(pattern))
        .take();
    manager.execute(update).await
}

pub(super) fn build(manager: &SchemaManager<'_>, select: &impl StatementBuilder) -> Statement {
    manager.get_database_backend().build(select)
}
