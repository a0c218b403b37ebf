//! The table of all routes.

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::imports::older_report::{OLDER_REPORT_PATH, older_report};
use crate::{health, imports, patterns};

/// The routes. Fixed paths come before paths with a parameter at the same position.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(imports::upload::import_csv)
        .service(imports::upload::import_csv_legacy)
        .service(imports::preview::preview_csv)
        .service(imports::status::import_status)
        .service(imports::report::import_report)
        .service(imports::report::import_report_csv)
        .service(imports::history::import_history)
        .service(patterns::list::list_patterns)
        .service(patterns::export::export_patterns)
        .service(patterns::stats::pattern_stats)
        .service(patterns::test::test_pattern)
        .service(patterns::regroup::regroup)
        .service(patterns::undo_merge::undo_merge)
        .service(patterns::detail::get_pattern)
        .service(health::live)
        .service(health::ready)
        .route(OLDER_REPORT_PATH, web::get().to(older_report));
}
