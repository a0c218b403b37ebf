//! The table of all routes.

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::imports::older_report::{OLDER_REPORT_PATH, older_report};
use crate::{audit, evidence, health, imports, patterns, staging};

/// The routes. Fixed paths come before paths with a parameter at the same position.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(imports::upload::import_csv)
        .service(imports::upload::import_csv_legacy)
        .service(imports::preview::preview_csv)
        .service(imports::status::import_status)
        .service(imports::events::import_events)
        .service(imports::report::import_report)
        .service(imports::report::import_report_csv)
        .service(imports::history::import_history)
        .service(imports::stop::cancel_import)
        .service(imports::stop::retry_import)
        .service(imports::undo::undo_import)
        .service(imports::undo::redo_import)
        .service(staging::list::list_staged)
        .service(staging::edit::edit_staged)
        .service(evidence::staged_evidence)
        .service(staging::approve::approve_staged)
        .service(staging::reject::reject_staged)
        .service(staging::reopen::reopen_staged)
        .service(patterns::list::list_patterns)
        .service(patterns::list::list_deleted)
        .service(patterns::export::export_patterns)
        .service(patterns::exchange::import_patterns)
        .service(patterns::stats::pattern_stats)
        .service(patterns::test::test_pattern)
        .service(patterns::matches::match_message)
        .service(patterns::regroup::regroup)
        .service(patterns::undo_merge::undo_merge)
        .service(audit::list::audit_log)
        .service(audit::csv::audit_log_csv)
        .service(patterns::conflicts::list::list_conflicts)
        .service(patterns::conflicts::resolve::resolve_conflict)
        .service(patterns::create::create_pattern)
        .service(patterns::detail::get_pattern)
        .service(evidence::pattern_evidence)
        .service(patterns::edit::edit_pattern)
        .service(patterns::remove::delete_pattern)
        .service(patterns::feedback::give_feedback)
        .service(patterns::split::split_pattern)
        .service(health::live)
        .service(health::ready)
        .route(OLDER_REPORT_PATH, web::get().to(older_report));
}
