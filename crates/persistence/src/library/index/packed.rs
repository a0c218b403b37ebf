//! Postings as bytes: for each, the difference of its pattern's id to that of the posting before, the text in four bytes,
//! the size and the position. Numbers other than the text are in LEB128, so that most take one byte.

use gleaner_domain::index::Posting;

/// The maximum number of postings in a block, unless those of one pattern are more. A block of as many usually has less than
/// 2 KiB, so that Postgres stores it in the row.
pub(super) const POSTINGS_PER_BLOCK: usize = 256;

/// The bytes of postings, which are in ascending order.
pub(super) fn pack(postings: &[Posting]) -> Vec<u8> {
    let (mut bytes, mut last) = (Vec::with_capacity(8 * postings.len() + 4), 0);
    for Posting { pattern, text, size, position } in postings {
        push(&mut bytes, pattern.wrapping_sub(last) as u32);
        bytes.extend(text.to_le_bytes());
        push(&mut bytes, *size);
        push(&mut bytes, *position);
        last = *pattern;
    }
    bytes
}

/// Adds the postings of a block; `None` if the bytes are not a block.
pub(super) fn unpack(mut bytes: &[u8], postings: &mut Vec<Posting>) -> Option<()> {
    let mut pattern = 0_i32;
    while !bytes.is_empty() {
        pattern = pattern.wrapping_add(next(&mut bytes)? as i32);
        let text = i32::from_le_bytes(*bytes.split_off(..4)?.as_array()?);
        let (size, position) = (next(&mut bytes)?, next(&mut bytes)?);
        postings.push(Posting { pattern, text, size, position });
    }
    Some(())
}

/// The blocks of postings, which are in ascending order. All postings of a pattern are in one block. If `is_full`, each but
/// the last is full; otherwise they have about the same number of postings.
pub(super) fn cut(mut postings: &[Posting], is_full: bool) -> Vec<&[Posting]> {
    let blocks = postings.len().div_ceil(POSTINGS_PER_BLOCK).max(1);
    let in_each = if is_full { POSTINGS_PER_BLOCK } else { postings.len().div_ceil(blocks) };
    let mut cut = Vec::with_capacity(blocks);
    while let Some(last) = in_each.checked_sub(1).and_then(|last| postings.get(last)) {
        let end = postings.partition_point(|posting| posting.pattern <= last.pattern);
        let (block, rest) = postings.split_at(end);
        cut.push(block);
        postings = rest;
    }
    cut.extend((!postings.is_empty()).then_some(postings));
    cut
}

fn push(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Removes the first number; `None` if there is none of 32 bits.
fn next(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let byte = *bytes.split_off_first()?;
        number |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    fn any_postings() -> impl Strategy<Value = Vec<Posting>> {
        let number = || prop_oneof![0..200_u32, any::<u32>()];
        let pattern = prop_oneof![1..400_i32, 1..=i32::MAX];
        let posting = (pattern, any::<i32>(), number(), number());
        let posting =
            posting.prop_map(|(pattern, text, size, position)| Posting { pattern, text, size, position });
        btree_set(posting, 0..1_200).prop_map(|postings| postings.into_iter().collect())
    }

    proptest! {
        #[test]
        fn bytes_become_the_same_postings(postings in any_postings()) {
            let mut unpacked = Vec::new();
            prop_assert_eq!(unpack(&pack(&postings), &mut unpacked), Some(()));
            prop_assert_eq!(unpacked, postings);
        }

        #[test]
        fn any_bytes_are_a_block_or_refused(bytes in any::<Vec<u8>>()) {
            unpack(&bytes, &mut Vec::new());
        }

        #[test]
        fn blocks_contain_all_postings_and_each_pattern_is_in_one(postings in any_postings(), is_full: bool) {
            let blocks = cut(&postings, is_full);
            prop_assert_eq!(blocks.concat(), postings.as_slice());
            let patterns = |block: &&[Posting]| block.iter().map(|posting| posting.pattern).collect::<BTreeSet<_>>();
            let in_blocks: usize = blocks.iter().map(|block| patterns(block).len()).sum();
            prop_assert_eq!(in_blocks, patterns(&postings.as_slice()).len());
            for block in blocks {
                let last = block.last().map(|last| last.pattern);
                let before_last = block.iter().filter(|posting| Some(posting.pattern) != last).count();
                prop_assert!((0..POSTINGS_PER_BLOCK).contains(&before_last), "{before_last}");
            }
        }
    }

    #[test]
    fn blocks_are_full_if_newer_patterns_follow_and_otherwise_equally_large() {
        let one = |pattern| Posting { pattern, text: 7, size: 30, position: 3 };
        let postings: Vec<_> = (0..POSTINGS_PER_BLOCK as i32 + 2).map(one).collect();
        let sizes = |is_full| cut(&postings, is_full).iter().map(|block| block.len()).collect::<Vec<_>>();
        assert_eq!(sizes(true), [POSTINGS_PER_BLOCK, 2]);
        assert_eq!(sizes(false), [POSTINGS_PER_BLOCK / 2 + 1; 2]);
        assert_eq!(pack(&postings[..2]).len(), 14);
        assert!(cut(&[], true).is_empty());
    }
}
