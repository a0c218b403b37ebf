//! Every route at a glance.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{health, imports, patterns};

/// The routes. Fixed paths come before those with a parameter in the same place.
pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(imports::upload::import_csv)
        .service(imports::upload::import_csv_legacy)
        .service(imports::preview::preview_csv)
        .service(imports::status::import_status)
        .service(imports::report::import_report)
        .service(imports::history::import_history)
        .service(patterns::list::list_patterns)
        .service(patterns::stats::pattern_stats)
        .service(patterns::detail::get_pattern)
        .service(health::live)
        .service(health::ready);
}
