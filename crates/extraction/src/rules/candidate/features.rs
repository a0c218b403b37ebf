//! What suggests that an operator's message can be reused.

use super::Context;
use crate::facts::Facts;
use crate::lexicon::Cue;
use crate::model::{Feature, flag};
use crate::statement::Statement;
use crate::text::Words;

/// The minimum number of content words of a sentence that is looked up among those sent to other customers.
const MIN_SHARED_WORDS: usize = 2;
/// The number of content words that count: a long answer is not better.
const MAX_WORDS: usize = 12;
/// The maximum number of facts that count.
const MAX_FACTS: f64 = 3.0;
/// The maximum number of content words of a confirmation without anything else.
const MAX_BARE_WORDS: usize = 6;
/// The maximum length of a sentence that a single quality makes a description.
const MAX_SHORT_DESCRIPTION_WORDS: usize = 24;

/// What the text alone suggests.
pub(super) fn of_text(body: &str, stated: &[&Statement<'_>]) -> Vec<Feature> {
    let any = |applies: fn(&Statement<'_>) -> bool| flag(stated.iter().any(|sentence| applies(sentence)));
    let contain = |cue| flag(stated.iter().any(|sentence| sentence.words.contain(cue)));
    let content: usize = stated.iter().map(|sentence| content_words(sentence)).sum();
    let has_lead_in = any(has_lead_in);
    let quotes = body.contains(['"', '“', '‘', '«']) || body.contains(" '");
    let confirms = contain(Cue::Confirmations);
    vec![
        ("words", content.min(MAX_WORDS) as f64 / MAX_WORDS as f64),
        ("few_words", flag(content <= 2)),
        ("verb", any(has_verb)),
        ("capital", any(begins_with_capital)),
        ("period", any(ends_with_mark)),
        ("lead_in", has_lead_in),
        ("general", contain(Cue::Generalities)),
        ("bare_confirmation", flag(confirms > 0.0 && content <= MAX_BARE_WORDS && has_lead_in == 0.0)),
        ("on_its_way", contain(Cue::OnItsWay)),
        ("description", flag(stated.iter().any(|sentence| is_description(sentence)) && !quotes)),
        ("found", contain(Cue::Findings)),
        ("needs_context", contain(Cue::ContextWords)),
    ]
}

/// What the facts in the message suggest.
pub(super) fn of_facts(stated: &[&Statement<'_>], facts: &Facts<'_>, question: &Words) -> Vec<Feature> {
    let spans = stated.iter().flat_map(|sentence| sentence.spans.iter().map(move |span| (sentence, span)));
    let found: Vec<(f64, bool)> = spans
        .map(|(sentence, span)| {
            (facts.probability(sentence, span, question), facts.is_shared(sentence, span))
        })
        .collect();
    let number = |probability: f64| probability.min(MAX_FACTS) / MAX_FACTS;
    let shared = found.iter().filter(|(_, is_shared)| *is_shared).map(|(probability, _)| probability);
    vec![
        ("fact", found.iter().map(|(probability, _)| *probability).fold(0.0, f64::max)),
        ("facts", number(found.iter().map(|(probability, _)| probability).sum())),
        ("shared_facts", number(shared.sum())),
    ]
}

/// What other customers were sent.
pub(super) fn of_statistics(stated: &[&Statement<'_>], facts: &Facts<'_>) -> Vec<Feature> {
    let shared = stated.iter().filter(|sentence| content_words(sentence) >= MIN_SHARED_WORDS);
    let shared: Vec<&&Statement<'_>> = shared.collect();
    let has_few = facts.has_few_customers();
    let same_sentence = shared.iter().map(|sentence| facts.others(sentence.frame_key())).max().unwrap_or(0);
    // An operator may have changed a few words of it.
    let mut edges = shared.iter().flat_map(|sentence| sentence.edge_keys());
    let is_new = same_sentence == 0 && !edges.any(|edge| facts.others(edge) > 0);
    vec![("same_sentence", (same_sentence as f64).ln_1p()), ("new_sentence", flag(is_new && !has_few))]
}

/// What the question and the messages around suggest.
pub(super) fn of_context(stated: &[&Statement<'_>], context: Context<'_>) -> Vec<Feature> {
    let asked = context.question.words.content();
    let repeated =
        stated.iter().flat_map(|sentence| sentence.words.content()).filter(|word| asked.contains(word));
    vec![
        ("question_words", repeated.count().min(4) as f64 / 4.0),
        ("asked_generally", flag(context.question.is_general)),
        ("asked_explicitly", flag(context.question.is_explicit)),
        ("after_reply", flag(context.is_after_reply)),
        ("accepted", flag(context.is_accepted)),
    ]
}

/// What features suggest together: a short statement of facts needs no verb, and facts that other customers were sent can
/// be in a sentence that nobody was sent.
pub(super) fn combined(features: &[Feature]) -> Vec<Feature> {
    let value = |name| features.iter().find(|(of, _)| *of == name).map_or(0.0, |(_, value)| *value);
    vec![
        ("facts_without_verb", value("facts") * (1.0 - value("verb"))),
        ("shared_facts_in_new_sentence", value("shared_facts") * value("new_sentence")),
    ]
}

fn content_words(sentence: &Statement<'_>) -> usize {
    sentence.words.content().len()
}

fn has_verb(sentence: &Statement<'_>) -> bool {
    let words = sentence.words.clone().skipping(Cue::Interjections);
    words.contain(Cue::FiniteVerbs) || words.start_with(Cue::Imperatives) || words.start_with(Cue::Pronouns)
}

fn has_lead_in(sentence: &Statement<'_>) -> bool {
    sentence.text.split_once(',').is_some_and(|(lead, _)| Words::of(lead).are_all_in(Cue::Interjections))
}

fn begins_with_capital(sentence: &Statement<'_>) -> bool {
    let text = sentence.text.trim_start_matches(['"', '\'', '“', '«', '¡', ' ']);
    text.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

fn ends_with_mark(sentence: &Statement<'_>) -> bool {
    sentence.text.trim_end_matches(['"', '\'', '”', ')', ' ']).ends_with(['.', '!', '?', ':'])
}

/// Returns true if `sentence` praises or ranks something.
fn is_description(sentence: &Statement<'_>) -> bool {
    let named = sentence.words.count(Cue::Qualities);
    named >= 2 || (named == 1 && sentence.words.len() <= MAX_SHORT_DESCRIPTION_WORDS)
}
