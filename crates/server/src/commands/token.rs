//! `gleaner token`, and the token that `gleaner serve --dev` prints.

use std::process::ExitCode;

use chrono::{TimeDelta, Utc};
use gleaner_api::auth::{Role, TokenIssuer, TokenRules, User};
use gleaner_domain::UserId;

use super::output::print_line;
use crate::settings::Settings;

/// How long a token is valid.
const LIFETIME: TimeDelta = TimeDelta::days(1);

pub(super) fn token(settings: &Settings, user: &str, role: Role) -> anyhow::Result<ExitCode> {
    print_line(&issue(settings.token_rules()?.clone(), user, role)?);
    Ok(ExitCode::SUCCESS)
}

/// A token for `user` that is valid for [`LIFETIME`].
pub(super) fn issue(rules: TokenRules, user: &str, role: Role) -> anyhow::Result<String> {
    let user = User { id: UserId::parse(user)?, role };
    Ok(TokenIssuer::new(rules).issue(&user, LIFETIME, Utc::now())?)
}
