//! Tests of the table and the classifier.

use super::*;

#[test]
fn the_built_in_table_describes_every_built_in_type() {
    let types = PatternTypes::built_in();
    for pattern_type in PatternType::BUILT_IN {
        assert_eq!(types.get(pattern_type.as_str()), Some(pattern_type));
    }
    assert_eq!(types.iter().count(), PatternType::BUILT_IN.len());
    assert!(types.iter().all(|(_, description)| !description.is_empty()));
}
