//! Whether a draft is the same pattern as one in the library.

mod answer;
mod features;
mod model;
mod pair;

use std::cmp::Ordering;

pub use features::Features;
pub use pair::PairId;

use crate::index::{NEAR_SIMILARITY, Search};
use crate::language::Language;
use crate::pattern::{Boost, Confidence, Content, Pattern, PatternDraft, PatternType, Trigger};
use crate::similarity::TokenSet;
use answer::Answer;

/// The minimum similarity of the trigrams of two questions that are the same, 0 to 1.
pub const SAME_QUESTION: f64 = 0.70;
/// So that such a search reads the nearest entries only.
const _: () = assert!(SAME_QUESTION >= NEAR_SIMILARITY);

/// The probability from which a decision is certain. 99 % of such decisions in `training/merging-output.txt` are right.
const CERTAIN: f64 = 0.97;

/// With how many patterns one can be in conflict: with the most probable ones. The number of all pairs of as many answers to
/// one question would grow with its square.
const MAX_CONFLICTS: usize = 20;

/// When a draft and a pattern are the same, and what a confirmation adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MergeRules {
    /// The minimum probability that they are the same, 0 to 1.
    pub threshold: f64,
    /// The minimum probability at which the draft is marked as maybe the same, 0 to 1.
    pub doubt: f64,
    /// What a confirmation adds to the confidence, 0 to 1.
    pub boost: f64,
    /// The confidence at which boosting ends.
    pub cap: Confidence,
}

impl Default for MergeRules {
    fn default() -> Self {
        Self { threshold: 0.70, doubt: 0.40, boost: 0.02, cap: Confidence::DEFAULT_CAP }
    }
}

impl MergeRules {
    /// What one piece of evidence adds to the confidence.
    pub fn nominal_boost(&self) -> Boost {
        Boost { amount: self.boost, cap: self.cap }
    }
}

/// What a draft and a pattern are compared by.
#[derive(Debug, Clone)]
struct Subject {
    pattern_type: PatternType,
    language: Option<Language>,
    questions: Vec<TokenSet>,
    answer: Answer,
}

/// A pattern of the library that a draft is compared with.
#[derive(Debug, Clone)]
pub struct Candidate {
    id: i32,
    is_removed: bool,
    subject: Subject,
}

impl Subject {
    fn of_draft(draft: &PatternDraft) -> Self {
        Self {
            pattern_type: draft.pattern_type,
            language: draft.language(),
            questions: vec![draft.trigger.trigrams()],
            answer: Answer::of(&draft.template),
        }
    }

    fn of_pattern(pattern: &Pattern, language: Option<Language>) -> Self {
        Self::of_content(&pattern.content(), &pattern.examples, language)
    }

    fn of_content(content: &Content, examples: &[Trigger], language: Option<Language>) -> Self {
        let questions = std::iter::once(&content.trigger).chain(examples);
        Self {
            pattern_type: content.pattern_type,
            language,
            questions: questions.map(Trigger::trigrams).collect(),
            answer: Answer::of(&content.template),
        }
    }

    /// Whether both are known to be in different languages.
    fn is_in_another_language(&self, other: &Self) -> bool {
        matches!((self.language, other.language), (Some(one), Some(another)) if one != another)
    }
}

impl Candidate {
    /// The pattern with this id. `language` is [`Pattern::language`], which takes as long as everything else here.
    pub fn new(id: i32, pattern: &Pattern, language: Option<Language>) -> Self {
        Self { id, is_removed: pattern.is_removed, subject: Subject::of_pattern(pattern, language) }
    }

    /// The pattern with this id that says `content` in answer to the trigger and the examples.
    pub fn of(
        id: i32,
        content: &Content,
        examples: &[Trigger],
        language: Option<Language>,
        is_removed: bool,
    ) -> Self {
        Self { id, is_removed, subject: Subject::of_content(content, examples, language) }
    }

    /// The id of the pattern.
    pub fn id(&self) -> i32 {
        self.id
    }
}

/// A pattern of the library, and the probability that a draft is the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// The id of the pattern.
    pub pattern: i32,
    /// The probability, 0 to 1.
    pub probability: f64,
}

/// The patterns of the library that are like another one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Related {
    /// The pattern that may be the same.
    pub maybe_same: Option<Likeness>,
    /// The patterns that would be the same if their answers did not disagree, the most probable one first.
    pub conflicts: Vec<Likeness>,
}

/// What happens to a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum MergeDecision {
    /// The draft becomes a pattern.
    Create(Related),
    /// The draft confirms this pattern.
    Confirm(Likeness),
    /// A person removed the pattern that the draft is the same as.
    Removed,
}

impl MergeDecision {
    /// The decision about a draft that is like no pattern.
    pub const CREATE: Self = Self::Create(Related { maybe_same: None, conflicts: Vec::new() });

    /// Whether no other candidate can be much more probably the same.
    pub fn is_certain(&self) -> bool {
        matches!(self, Self::Confirm(likeness) if likeness.probability >= CERTAIN)
    }
}

/// The searches that find every candidate of a draft: by its question, by its answer, and by the facts in it.
pub fn searches(draft: &PatternDraft) -> [Search; 3] {
    Search::like_draft(draft, SAME_QUESTION)
}

/// What a draft and a pattern have in common.
pub fn features(draft: &PatternDraft, pattern: &Pattern) -> Features {
    Features::of(&Subject::of_draft(draft), &Subject::of_pattern(pattern, None))
}

/// Whether the answer of a draft agrees with that of a pattern: neither denies what the other affirms, and the same
/// question does not have an answer with other facts, or both yes and no as an answer.
pub fn agrees(draft: &PatternDraft, pattern: &Pattern) -> bool {
    !disagree(&Subject::of_draft(draft), pattern)
}

/// Whether two patterns are in conflict: one denies what the other affirms, or one of their questions is the same and they
/// answer it with other facts, or one with yes and the other with no.
pub fn are_in_conflict(one: &Pattern, other: &Pattern) -> bool {
    disagree(&Subject::of_pattern(one, None), other)
}

fn disagree(subject: &Subject, pattern: &Pattern) -> bool {
    let candidate = Candidate::new(0, pattern, None);
    Compared::new(subject, &candidate).disagrees(subject)
}

/// Compares a draft with patterns. The decision does not depend on the order of `candidates`: among equally probable
/// ones, the lowest id wins.
///
/// A pattern is the same if its probability reaches the threshold, or if the questions are the same and the answers are
/// alike. If the answers disagree, it is in conflict instead. Patterns of two languages are never the same.
pub fn decide(draft: &PatternDraft, candidates: &[Candidate], rules: &MergeRules) -> MergeDecision {
    let draft = Subject::of_draft(draft);
    let compared = compare(&draft, candidates);
    let is_same = |compared: &&Compared<'_>| compared.likeness.probability >= rules.threshold;
    let agrees = |compared: &&Compared<'_>| !compared.disagrees(&draft);
    let is_present = |compared: &&Compared<'_>| !compared.candidate.is_removed;
    let same = || compared.iter().filter(is_same);
    if let Some(found) = same().filter(is_present).find(agrees) {
        return MergeDecision::Confirm(found.likeness);
    }
    if same().any(|compared| agrees(&compared)) {
        return MergeDecision::Removed;
    }
    let is_doubtful =
        |compared: &&Compared<'_>| (rules.doubt..rules.threshold).contains(&compared.likeness.probability);
    let maybe_same = compared.iter().filter(is_present).filter(is_doubtful).find(agrees);
    let likeness = |compared: &Compared<'_>| compared.likeness;
    MergeDecision::Create(Related {
        maybe_same: maybe_same.map(likeness),
        conflicts: same().filter(is_present).map(likeness).take(MAX_CONFLICTS).collect(),
    })
}

/// Compares a pattern of the library with others. Patterns that are certainly the same stay two, as one of them was changed,
/// or returned, after the other was learned: they may be the same.
pub fn related(pattern: &Pattern, candidates: &[Candidate], rules: &MergeRules) -> Related {
    let subject = Subject::of_pattern(pattern, pattern.language());
    let compared = compare(&subject, candidates);
    let (disagreeing, agreeing): (Vec<_>, Vec<_>) = compared
        .iter()
        .filter(|compared| !compared.candidate.is_removed)
        .partition(|compared| compared.disagrees(&subject));
    let at_least = |probability: f64| move |likeness: &Likeness| likeness.probability >= probability;
    let likeness = |compared: &Compared<'_>| compared.likeness;
    Related {
        maybe_same: agreeing.into_iter().map(likeness).find(at_least(rules.doubt)),
        conflicts: disagreeing
            .into_iter()
            .map(likeness)
            .filter(at_least(rules.threshold))
            .take(MAX_CONFLICTS)
            .collect(),
    }
}

/// Compares a subject with the candidates in its language. The most probable one is first.
fn compare<'a>(subject: &Subject, candidates: &'a [Candidate]) -> Vec<Compared<'a>> {
    let candidates =
        candidates.iter().filter(|candidate| !subject.is_in_another_language(&candidate.subject));
    let mut compared: Vec<_> = candidates.map(|candidate| Compared::new(subject, candidate)).collect();
    compared.sort_by(Compared::order);
    compared
}

/// A candidate that was compared with a draft.
struct Compared<'a> {
    candidate: &'a Candidate,
    likeness: Likeness,
    is_same_question: bool,
}

impl<'a> Compared<'a> {
    fn new(draft: &Subject, candidate: &'a Candidate) -> Self {
        let features = Features::of(draft, &candidate.subject);
        let is_same_question = features.question >= SAME_QUESTION;
        let (one, other) = (&draft.answer, &candidate.subject.answer);
        // "Yes." and "No." have no word in common.
        let is_certain = is_same_question && (one.is_like(other) || one.has_other_reply(other));
        let probability = if is_certain { 1.0 } else { model::probability(&features) };
        Self { candidate, likeness: Likeness { pattern: candidate.id, probability }, is_same_question }
    }

    /// The most probable one first, then the lowest id.
    fn order(&self, other: &Self) -> Ordering {
        let (a, b) = (self.likeness, other.likeness);
        b.probability.total_cmp(&a.probability).then(a.pattern.cmp(&b.pattern))
    }

    /// Whether the answers disagree: one denies what the other affirms, or the same question has an answer with other
    /// facts, or both yes and no as an answer.
    fn disagrees(&self, draft: &Subject) -> bool {
        let known = &self.candidate.subject.answer;
        (self.is_same_question
            && (draft.answer.has_other_facts(known) || draft.answer.has_other_reply(known)))
            || draft.answer.contradicts(known)
            || known.contradicts(&draft.answer)
    }
}

#[cfg(test)]
mod tests;
