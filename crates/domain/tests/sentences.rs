//! The sentences of enums, which are the documentation of their variants.

use gleaner_domain::{
    ExtractorKind, JobStatus, NoPatternReason, ProblemCode, RowOutcome, RowReason, Variable, WarningCode,
};
use strum::VariantArray;

fn assert_sentences<T>(sentence: fn(T) -> &'static str)
where
    T: VariantArray + Copy + std::fmt::Debug + 'static,
{
    for value in T::VARIANTS {
        let sentence = sentence(*value);
        assert!(!sentence.is_empty() && !sentence.contains('\n'), "{value:?}: {sentence:?}");
    }
}

#[test]
fn every_variant_has_a_sentence_of_one_line() {
    assert_sentences(ExtractorKind::description);
    assert_sentences(JobStatus::sentence);
    assert_sentences(NoPatternReason::sentence);
    assert_sentences(ProblemCode::sentence);
    assert_sentences(RowOutcome::sentence);
    assert_sentences(RowReason::sentence);
    assert_sentences(Variable::description);
    assert_sentences(WarningCode::sentence);
}
