//! What the probability is computed from.

use super::Subject;

/// The number of common facts from which more of them make no difference.
const MAX_FACTS: f64 = 3.0;

/// What a draft and a pattern have in common. Each feature is from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features {
    /// The similarity of the trigrams of the draft's question and the most similar question of the pattern. It is not
    /// a part of the model, since it adds nothing to what the answers tell.
    pub question: f64,
    /// The similarity of the words of the answers.
    pub answer: f64,
    /// 1 if the types are the same.
    pub same_type: f64,
    /// The number of facts (links, numbers and codes) in both answers, in thirds. A frequent number counts half.
    pub shared_facts: f64,
    /// 1 if only one of the answers ends with a question mark, such as "10 pm is free. Shall I book it?" and "It is booked."
    pub only_one_asks: f64,
}

impl Features {
    pub(super) fn of(draft: &Subject, pattern: &Subject) -> Self {
        let similarities = draft
            .questions
            .iter()
            .flat_map(|asked| pattern.questions.iter().map(|question| asked.similarity(question)));
        let shared_facts = draft.answer.shared_facts(&pattern.answer).min(MAX_FACTS);
        Self {
            question: similarities.fold(0.0, f64::max),
            answer: draft.answer.similarity(&pattern.answer),
            same_type: f64::from(draft.pattern_type == pattern.pattern_type),
            shared_facts: shared_facts / MAX_FACTS,
            only_one_asks: f64::from(draft.answer.asks() != pattern.answer.asks()),
        }
    }

    /// What the model weights, by name.
    pub fn weighted(&self) -> [(&'static str, f64); 4] {
        let Self { question: _, answer, same_type, shared_facts, only_one_asks } = *self;
        [
            ("answer", answer),
            ("same_type", same_type),
            ("shared_facts", shared_facts),
            ("only_one_asks", only_one_asks),
        ]
    }
}
