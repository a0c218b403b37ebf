//! The database schema, for Postgres and SQLite. A migration that has been released is never changed. Each can
//! be reverted.

use sea_orm_migration::prelude::*;

mod m20261122_000001_create_imports;
mod m20261122_000002_create_library;
mod m20261122_000003_create_row_reports;
mod m20261124_000004_list_patterns;
mod m20261124_000005_record_evidence;
mod m20261124_000006_separate_leases;
mod m20261124_000007_count_conversations;
mod m20261125_000008_count_customers;
mod m20261128_000009_index_patterns;
mod m20261128_000010_store_verdicts;
mod m20261128_000011_embed_patterns;
mod m20261128_000012_merge_patterns;
mod m20261128_000013_create_audit_log;
mod m20261128_000014_undo_imports;
mod m20261128_000015_stage_patterns;
mod m20261128_000016_search_patterns;
mod m20261128_000017_count_feedback;
mod m20261128_000018_delete_conversations;
mod m20261128_000019_exchange_patterns;
mod m20261129_000020_rate_patterns;
mod m20261129_000021_stop_imports;
mod m20261129_000022_count_costs;
mod m20261129_000023_store_idempotency_keys;
mod m20261129_000024_submit_batches;
mod m20261129_000026_limit_costs;
mod m20261129_000027_find_retracted;
mod m20261130_000028_suspend_changes;
mod m20261130_000029_version_staged;
mod m20261130_000030_relate_pairs;
mod m20261130_000031_order_claims;
mod m20261130_000032_pack_index;
mod m20261130_000033_store_blocks_by_row;
mod m20261130_000034_index_outcomes;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_create_imports::Migration),
            Box::new(m20261122_000002_create_library::Migration),
            Box::new(m20261122_000003_create_row_reports::Migration),
            Box::new(m20261124_000004_list_patterns::Migration),
            Box::new(m20261124_000005_record_evidence::Migration),
            Box::new(m20261124_000006_separate_leases::Migration),
            Box::new(m20261124_000007_count_conversations::Migration),
            Box::new(m20261125_000008_count_customers::Migration),
            Box::new(m20261128_000009_index_patterns::Migration),
            Box::new(m20261128_000010_store_verdicts::Migration),
            Box::new(m20261128_000011_embed_patterns::Migration),
            Box::new(m20261128_000012_merge_patterns::Migration),
            Box::new(m20261128_000013_create_audit_log::Migration),
            Box::new(m20261128_000014_undo_imports::Migration),
            Box::new(m20261128_000015_stage_patterns::Migration),
            Box::new(m20261128_000016_search_patterns::Migration),
            Box::new(m20261128_000017_count_feedback::Migration),
            Box::new(m20261128_000018_delete_conversations::Migration),
            Box::new(m20261128_000019_exchange_patterns::Migration),
            Box::new(m20261129_000020_rate_patterns::Migration),
            Box::new(m20261129_000021_stop_imports::Migration),
            Box::new(m20261129_000022_count_costs::Migration),
            Box::new(m20261129_000023_store_idempotency_keys::Migration),
            Box::new(m20261129_000024_submit_batches::Migration),
            Box::new(m20261129_000026_limit_costs::Migration),
            Box::new(m20261129_000027_find_retracted::Migration),
            Box::new(m20261130_000028_suspend_changes::Migration),
            Box::new(m20261130_000029_version_staged::Migration),
            Box::new(m20261130_000030_relate_pairs::Migration),
            Box::new(m20261130_000031_order_claims::Migration),
            Box::new(m20261130_000032_pack_index::Migration),
            Box::new(m20261130_000033_store_blocks_by_row::Migration),
            Box::new(m20261130_000034_index_outcomes::Migration),
        ]
    }
}
