//! The summary of an import, for the person who started it.

use std::fmt::{Display, Write};
use std::path::Path;

use gleaner_domain::{NoPatternReason, ReportedRow, RowOutcome, Usage, Warning};
use gleaner_intake::IntakeError;
use gleaner_persistence::jobs::ImportJob;
use gleaner_persistence::library::ImportedPattern;

/// Most rejected rows that the summary lists.
const LISTED_ROWS: usize = 5;

/// The summary of a final job.
pub(super) fn summary(
    path: &Path,
    job: &ImportJob,
    rows: &[ReportedRow],
    learned: &[ImportedPattern],
    reasons: &[(NoPatternReason, u64)],
) -> String {
    let mut text = String::new();
    let mut line = |label: &str, value: &dyn Display| {
        let _ = writeln!(text, "{label:<15}{value}");
    };
    line("File", &path.display());
    line("Job", &format_args!("{} ({})", job.id, job.status.as_str()));
    line("Messages", &format_args!("{} in {} rows", job.total_messages, job.rows.total()));
    line("Conversations", &job.conversations_found);
    line("Skipped", &listed(&skipped(job)));
    for row in rows.iter().filter(|row| row.reason.outcome() == RowOutcome::Rejected).take(LISTED_ROWS) {
        line("Rejected", &format_args!("line {}: {}", row.line, row.reason.sentence()));
    }
    line("Patterns", &format_args!("{} created, {} enhanced", job.patterns_created, job.patterns_enhanced));
    line("No pattern", &listed(&without_pattern(job, reasons)));
    let usage = job.usage;
    if usage.calls > 0 {
        let cost = if usage.cost_nanos > 0 { format!(", ${:.4}", usage.dollars()) } else { String::new() };
        let Usage { calls, prompt_tokens, completion_tokens, .. } = usage;
        line(
            "Model",
            &format_args!("{calls} calls, {prompt_tokens} tokens in, {completion_tokens} out{cost}"),
        );
    }
    for warning in &job.warnings {
        line("Note", &note(warning));
    }
    for problem in &job.errors {
        line("Note", &problem.sentence);
    }
    for (number, learned) in (1..).zip(learned) {
        write_pattern(&mut text, number, learned);
    }
    text.trim_end().to_owned()
}

fn write_pattern(text: &mut String, number: usize, learned: &ImportedPattern) {
    let pattern = &learned.pattern.pattern;
    let times = match learned.conversations {
        1 => String::new(),
        times => format!(", from {times} conversations"),
    };
    let known = if learned.created { "" } else { ", known before" };
    let _ = writeln!(
        text,
        "\n{number:>3}. {} (confidence {:.2}{times}{known})\n     asked:  {}\n     answer: {}",
        pattern.pattern_type.as_str(),
        pattern.confidence.value(),
        pattern.trigger,
        pattern.template.as_str().replace('\n', "\n             "),
    );
}

fn skipped(job: &ImportJob) -> Vec<String> {
    let duplicates = u64::try_from(job.duplicate_messages).unwrap_or(0);
    let parts = [
        (duplicates, "message repeated or imported before", "messages repeated or imported before"),
        (job.rows.of(RowOutcome::Automated), "automated message", "automated messages"),
        (job.rows.of(RowOutcome::Empty), "row without text", "rows without text"),
        (job.rows.of(RowOutcome::NotAMessage), "row that is not a message", "rows that are not messages"),
        (job.left_out.one_sided, "conversation without a new answer", "conversations without a new answer"),
        (job.left_out.over_limit, "conversation over the limit", "conversations over the limit"),
    ];
    let counted = parts.into_iter().filter_map(|(count, one, many)| counted(count, one, many));
    let rejected = job.rows.reasons.iter().filter(|(reason, _)| reason.outcome() == RowOutcome::Rejected);
    counted.chain(rejected.map(|(reason, count)| explained(reason.sentence(), *count))).collect()
}

fn note(warning: &Warning) -> String {
    let sentence = warning.code.sentence();
    match warning.line {
        Some(line) => format!("{} ({}, first on line {line})", sentence.trim_end_matches('.'), warning.count),
        None => sentence.to_owned(),
    }
}

fn without_pattern(job: &ImportJob, reasons: &[(NoPatternReason, u64)]) -> Vec<String> {
    let failed = u64::try_from(job.conversations_failed).unwrap_or(0);
    let reasons = reasons.iter().map(|(reason, count)| explained(reason.sentence(), *count));
    reasons.chain(counted(failed, "conversation failed", "conversations failed")).collect()
}

/// `2 automated messages`; `None` for a count of zero.
fn counted(count: u64, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    }
}

/// A sentence with a count after it.
fn explained(sentence: &str, count: u64) -> String {
    format!("{} ({count})", sentence.trim_end_matches('.'))
}

fn listed(parts: &[String]) -> String {
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}

/// A sentence that says why a file was not accepted.
pub(super) fn unreadable(error: &IntakeError) -> String {
    match error {
        IntakeError::Unreadable(error) => error.to_string(),
        IntakeError::PriceUnknown(model) => format!("a budget needs the price of {model} in OPENAI_PRICES"),
        IntakeError::BudgetTooHigh(most) => {
            format!("only an admin can set a budget above ${}", most.dollars())
        }
        IntakeError::NoConversations { rows, one_sided } => format!(
            "the file has no conversation with messages from both a customer and an operator ({} rows: {} messages, \
             {} automated, {} without text, {} not messages, {} rejected; {one_sided} conversations in which only one \
             side wrote)",
            rows.total(),
            rows.of(RowOutcome::Imported),
            rows.of(RowOutcome::Automated),
            rows.of(RowOutcome::Empty),
            rows.of(RowOutcome::NotAMessage),
            rows.of(RowOutcome::Rejected),
        ),
        IntakeError::NotAccepted(error) => error.to_string(),
    }
}
