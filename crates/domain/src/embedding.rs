//! Texts as vectors of an embedding model: the smaller the angle between two of them, the more similar is their meaning.

mod index;
mod vector;

pub use index::{Nearest, VectorIndex};
pub use vector::Vector;

use crate::pattern::Pattern;
use crate::similarity;
use crate::template::without_variables;

/// Texts that have nothing to do with each other. Models differ in the cosine that such texts have.
pub const UNRELATED: [&str; 12] = [
    "The meeting moved to the second floor.",
    "Bananas are rich in potassium.",
    "The river froze in January.",
    "She painted the fence white.",
    "Our team won the chess tournament.",
    "The museum closes for renovation.",
    "He forgot the umbrella on the train.",
    "The recipe needs two eggs and flour.",
    "A new bridge connects both islands.",
    "The orchestra plays on Sunday.",
    "My laptop battery lasts four hours.",
    "The dog sleeps under the table.",
];

/// The cosines of an embedding model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The mean cosine of [`UNRELATED`], -1 to 1.
    pub unrelated: f64,
}

impl Scale {
    /// The scale of the model that made these vectors of [`UNRELATED`]. `None` if there are fewer than two.
    pub fn of(unrelated: &[Vector]) -> Option<Self> {
        let pairs = (0..unrelated.len()).flat_map(|at| (0..at).map(move |other| (at, other)));
        let cosines = pairs.filter_map(|(at, other)| Some(unrelated.get(at)?.cosine(unrelated.get(other)?)));
        let cosines: Vec<f64> = cosines.collect();
        let mean = cosines.iter().sum::<f64>() / cosines.len() as f64;
        mean.is_finite().then_some(Self { unrelated: mean })
    }

    /// The similarity of the meaning: 0 for unrelated texts, 1 for the same.
    pub fn similarity(&self, cosine: f64) -> f64 {
        let range = 1.0 - self.unrelated;
        if range <= 0.0 { 0.0 } else { ((cosine - self.unrelated) / range).clamp(0.0, 1.0) }
    }
}

/// The questions of a pattern whose vectors are searched, without variables, each once.
pub fn questions(pattern: &Pattern) -> Vec<String> {
    let questions = std::iter::once(&pattern.trigger).chain(&pattern.examples);
    let mut texts: Vec<String> = Vec::new();
    for question in questions {
        let text = without_variables(question.as_str());
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// Identifies a text: the same in every process, and another one for nearly all other texts.
pub fn text_id(text: &str) -> i64 {
    similarity::hash(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{PatternDraft, PatternType, Trigger};
    use crate::template::ResponseTemplate;
    use crate::{Confidence, embedding};

    #[test]
    fn unrelated_texts_have_the_similarity_zero_and_equal_ones_one() {
        let vectors = [[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].map(|at| Vector::quantized(&at).unwrap());
        let scale = Scale::of(&vectors).unwrap();
        assert!((scale.unrelated - 2.0 * 0.5_f64.sqrt() / 3.0).abs() < 0.01, "{scale:?}");
        assert_eq!(scale.similarity(scale.unrelated), 0.0);
        assert_eq!((scale.similarity(1.0), scale.similarity(-1.0)), (1.0, 0.0));
        assert_eq!(Scale::of(&vectors[..1]), None);
    }

    #[test]
    fn the_questions_of_a_pattern_are_its_trigger_and_its_examples_without_variables() {
        let draft = PatternDraft {
            pattern_type: PatternType::Faq,
            trigger: Trigger::parse("Is bay {{bay_number}} free?").unwrap(),
            template: ResponseTemplate::parse("Yes.").unwrap(),
            confidence: Confidence::LOWEST_OF_DRAFT,
            question: vec![],
            answer: vec![],
        };
        let mut pattern = Pattern::from_draft(&draft);
        pattern.examples.push(Trigger::parse("Can I come now?").unwrap());
        assert_eq!(embedding::questions(&pattern), ["Is bay free?", "Can I come now?"]);
    }
}
