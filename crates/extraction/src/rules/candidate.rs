//! Candidates for the answer: the operators' messages that state something, with what suggests that they can be reused.

use gleaner_domain::{Conversation, Direction, Message, MessageId, SentKey};

use crate::dialogue::{DialogueAct, is_question};
use crate::facts::{Facts, is_asked};
use crate::lexicon::Cue;
use crate::model::{Feature, flag};
use crate::question::Question;
use crate::specifics::Names;
use crate::statement::{Statement, statements};
use crate::text::{Words, readable};

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

/// A message of an operator that states something.
pub(crate) struct Candidate<'a> {
    /// The index of the message in the conversation.
    pub(crate) index: usize,
    /// The message.
    pub(crate) message: MessageId,
    /// Its sentences.
    pub(crate) sentences: Vec<Statement<'a>>,
    /// Whether it says that a request failed.
    pub(crate) refuses: bool,
    /// What suggests that it can be reused.
    pub(crate) features: Vec<Feature>,
}

/// What surrounds an operator's message.
#[derive(Clone, Copy)]
struct Context<'a> {
    question: &'a Question,
    /// Whether an operator asked something before the customer's last message.
    is_after_reply: bool,
    /// Whether the customer's next message thanks or confirms.
    is_accepted: bool,
}

/// The candidates of `conversation` after the first of `questions`, in order.
pub(crate) fn candidates<'a>(
    conversation: &'a Conversation,
    questions: &[Question],
    names: &Names,
    facts: &Facts<'_>,
) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    let Some(mut question) = questions.first() else { return found };
    let mut rest = questions.iter().peekable();
    let (mut is_after_reply, mut operator_asked) = (false, false);
    for (index, message) in conversation.messages.iter().enumerate().skip(question.index) {
        if let Some(next) = rest.next_if(|next| next.index == index) {
            question = next;
        }
        match message.direction {
            Direction::Incoming => is_after_reply = operator_asked,
            Direction::Outgoing => {
                operator_asked = is_question(&message.body);
                let is_accepted = is_accepted(conversation, index);
                let context = Context { question, is_after_reply, is_accepted };
                found.extend(Candidate::of(index, message, names, facts, context));
            }
        }
    }
    add_positions(&mut found);
    found
}

impl<'a> Candidate<'a> {
    fn of(
        index: usize,
        message: &'a Message,
        names: &Names,
        facts: &Facts<'_>,
        context: Context<'_>,
    ) -> Option<Self> {
        let body = readable(&message.body);
        let sentences = statements(body, names);
        let has = |act| sentences.iter().any(|sentence| sentence.act == act);
        if has(DialogueAct::NotUnderstood) || has(DialogueAct::Automated) || !has(DialogueAct::Statement) {
            return None;
        }
        let stated: Vec<&Statement<'_>> =
            sentences.iter().filter(|sentence| sentence.act == DialogueAct::Statement).collect();
        let refuses = stated.iter().any(|sentence| sentence.words.contain(Cue::Refusals));
        let mut features = features_of_text(body, &stated);
        features.extend(features_of_context(&stated, facts, context));
        features.push(("asks", flag(has(DialogueAct::Ask))));
        features.push(("offers", flag(has(DialogueAct::Offer))));
        let available = has(DialogueAct::Offer) && Words::of(body).iter().any(|word| word == "available");
        features.push(("offers_available", flag(available)));
        Some(Self { index, message: message.id.clone(), sentences, refuses, features })
    }

    /// The sentences without the courtesies at the start and the end.
    pub(crate) fn core(&self) -> &[Statement<'a>] {
        let is_courtesy =
            |sentence: &Statement<'_>| matches!(sentence.act, DialogueAct::Social | DialogueAct::Holding);
        let start = self.sentences.iter().position(|sentence| !is_courtesy(sentence)).unwrap_or(0);
        let end =
            self.sentences.iter().rposition(|sentence| !is_courtesy(sentence)).map_or(0, |last| last + 1);
        self.sentences.get(start..end).unwrap_or_default()
    }
}

/// What the text alone suggests.
fn features_of_text(body: &str, stated: &[&Statement<'_>]) -> Vec<Feature> {
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
        ("hedged", contain(Cue::Hedges)),
        ("needs_context", contain(Cue::ContextWords)),
    ]
}

/// What the conversation and the statistics suggest.
fn features_of_context(stated: &[&Statement<'_>], facts: &Facts<'_>, context: Context<'_>) -> Vec<Feature> {
    let shared = stated.iter().filter(|sentence| content_words(sentence) >= MIN_SHARED_WORDS);
    let shared: Vec<&&Statement<'_>> = shared.collect();
    let has_few = facts.has_few_customers();
    let most = |key: fn(&Statement<'_>) -> SentKey| {
        shared.iter().map(|sentence| facts.others(key(sentence))).max().unwrap_or(0)
    };
    let same_sentence = most(|sentence| sentence.frame_key());
    let same_edges = most(|sentence| sentence.edge_keys()[0]) + most(|sentence| sentence.edge_keys()[1]);
    let question = &context.question.words;
    let asked = question.content();
    let repeated =
        stated.iter().flat_map(|sentence| sentence.words.content()).filter(|word| asked.contains(word));
    let is_asked_value =
        stated.iter().flat_map(|sentence| &sentence.spans).any(|span| is_asked(span.variable, question));
    let spans = stated.iter().flat_map(|sentence| sentence.spans.iter().map(move |span| (sentence, span)));
    let probabilities: Vec<(f64, bool)> = spans
        .map(|(sentence, span)| {
            (facts.probability(sentence, span, question), facts.is_shared(sentence, span))
        })
        .collect();
    let count = |probability: f64| probability.min(MAX_FACTS) / MAX_FACTS;
    vec![
        ("fact", probabilities.iter().map(|(probability, _)| *probability).fold(0.0, f64::max)),
        ("facts", count(probabilities.iter().map(|(probability, _)| probability).sum())),
        (
            "shared_facts",
            count(probabilities.iter().filter(|(_, is_shared)| *is_shared).map(|(p, _)| p).sum()),
        ),
        ("same_sentence", (same_sentence as f64).ln_1p()),
        ("few_customers", flag(has_few)),
        ("new_sentence", flag(same_sentence == 0 && !has_few)),
        ("new_edges", flag(same_edges == 0 && !has_few)),
        ("question_words", repeated.count().min(4) as f64 / 4.0),
        ("asked_value", flag(is_asked_value)),
        ("asked_generally", flag(context.question.is_general)),
        ("asked_explicitly", flag(context.question.is_explicit)),
        ("after_reply", flag(context.is_after_reply)),
        ("accepted", flag(context.is_accepted)),
    ]
}

fn add_positions(candidates: &mut [Candidate<'_>]) {
    let last = candidates.len().saturating_sub(1);
    for (position, candidate) in candidates.iter_mut().enumerate() {
        candidate.features.push(("last", flag(position == last)));
        candidate.features.push(("from_end", ((last - position).min(4)) as f64 / 4.0));
    }
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

/// Returns true if the customer's first message after the message at `index` thanks or confirms.
pub(super) fn is_accepted(conversation: &Conversation, index: usize) -> bool {
    (conversation.messages.iter().skip(index + 1))
        .find(|message| message.direction == Direction::Incoming)
        .is_some_and(|message| {
            let body = readable(&message.body);
            Words::of(body).contain(Cue::Contentment) || body.contains(['👍', '🙌', '🎉', '😊', '🙏'])
        })
}
