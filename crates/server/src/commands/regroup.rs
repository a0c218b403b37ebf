//! `gleaner regroup`: proposes or makes merges of the whole library.

use std::process::ExitCode;

use chrono::Utc;
use gleaner_domain::UserId;
use gleaner_domain::pattern::Actor;
use gleaner_persistence::library::regroup::{CombineError, Proposal, combine, proposals};

use super::CLI_USER;
use super::output::print_line;
use super::signals::stop_on_signal;
use crate::application::Application;
use crate::database;
use crate::settings::Settings;

/// How many patterns are compared at a time.
const PATTERNS_PER_PAGE: u64 = 500;

pub(super) async fn regroup(settings: Settings, apply: bool) -> anyhow::Result<ExitCode> {
    let db = database::open(&settings.database_url, false).await?;
    let application = Application::build(settings, db)?;
    stop_on_signal(&application.stop)?;
    let (mut groups, mut before, mut compared) = (Vec::new(), None, 0);
    while !application.stop.is_cancelled() {
        let page = proposals(&application.db, &application.settings.worker.merge, before, PATTERNS_PER_PAGE);
        let page = page.await?;
        compared += page.compared;
        groups.extend(page.proposals);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.from.len()));
    groups.iter().for_each(|group| print_line(&described(group)));
    let patterns: usize = groups.iter().map(|group| group.from.len()).sum();
    let found = format!("{compared} patterns compared: {patterns} are the same as an older one");
    if apply {
        let made = merge_all(&application, &groups).await?;
        print_line(&format!("{found}, {made} merged."));
    } else {
        print_line(&format!("{found}. Nothing was changed; `gleaner regroup --apply` merges them."));
    }
    application.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

fn described(Proposal { into, from }: &Proposal) -> String {
    let mut lines = vec![
        format!("{}. {}", into.id, into.pattern.trigger),
        format!("   answer: {}", into.pattern.template),
    ];
    for (pattern, probability) in from {
        lines.push(format!("   = {}. {} ({probability:.2})", pattern.id, pattern.pattern.trigger));
        lines.push(format!("     answer: {}", pattern.pattern.template));
    }
    lines.join("\n") + "\n"
}

/// Returns how many patterns were merged. Those that changed in the meantime may not be.
async fn merge_all(application: &Application, groups: &[Proposal]) -> anyhow::Result<usize> {
    let actor = Actor::User(UserId::parse(CLI_USER)?);
    let mut made = 0;
    for group in groups {
        for (pattern, _) in &group.from {
            match combine(&application.db, group.into.id, pattern.id, actor.clone(), Utc::now()).await {
                Ok(_) => made += 1,
                Err(CombineError::Store(error)) => return Err(error.into()),
                Err(refused) => print_line(&format!("Not merged: {refused}.")),
            }
        }
    }
    Ok(made)
}
