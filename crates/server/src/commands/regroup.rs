//! `gleaner regroup`: proposes or makes merges of the whole library.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use anyhow::bail;
use chrono::Utc;
use gleaner_domain::UserId;
use gleaner_persistence::audit::Author;
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
    let (mut groups, mut merged, mut after, mut compared) = (Vec::new(), BTreeSet::new(), Some(0), 0);
    while let Some(position) = after {
        if application.stop.is_cancelled() {
            bail!("stopped; nothing was changed");
        }
        let rules = &application.settings.worker.merge;
        let page = proposals(&application.db, rules, position, PATTERNS_PER_PAGE, &merged).await?;
        merged.extend(page.proposals.iter().flat_map(|group| group.from.iter().map(|(from, _)| from.id)));
        compared += page.compared;
        groups.extend(page.proposals);
        after = page.next;
    }
    let mut groups = joined(groups);
    groups.sort_by_key(|group| std::cmp::Reverse(group.from.len()));
    groups.iter().for_each(|group| print_line(&described(group)));
    let patterns: usize = groups.iter().map(|group| group.from.len()).sum();
    let found = format!("Patterns compared: {compared}. The same as an older one: {patterns}.");
    if apply {
        let made = merge_all(&application, &groups).await?;
        print_line(&format!("{found} Merged: {made}."));
    } else {
        print_line(&format!("{found} Nothing was changed; `gleaner regroup --apply` merges them."));
    }
    application.db.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// One group for each pattern that remains. Each page has its own.
fn joined(pages: Vec<Proposal>) -> Vec<Proposal> {
    let mut groups: BTreeMap<i32, Proposal> = BTreeMap::new();
    for Proposal { into, from } in pages {
        groups.entry(into.id).or_insert(Proposal { into, from: vec![] }).from.extend(from);
    }
    groups.into_values().collect()
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
    let author = Author::from(UserId::parse(CLI_USER)?);
    let mut made = 0;
    for group in groups {
        for (pattern, _) in &group.from {
            if application.stop.is_cancelled() {
                bail!("stopped after {made} merges; run the same command again to continue");
            }
            match combine(&application.db, group.into.id, pattern.id, &author, Utc::now()).await {
                Ok(merge) => {
                    print_line(&format!("Merge {merge}: {} into {}.", pattern.id, group.into.id));
                    made += 1;
                }
                Err(CombineError::Store(error)) => return Err(error.into()),
                Err(refused) => print_line(&format!("Not merged: {refused}.")),
            }
        }
    }
    Ok(made)
}
