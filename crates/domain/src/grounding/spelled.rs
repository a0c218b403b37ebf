//! Spelled-out numbers: `nine zero two`, `fifty dollars`, `quatre-vingt-dix`, `treinta y cinco`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::normal::words;

static VALUES: LazyLock<HashMap<&'static str, u64>> = LazyLock::new(|| {
    let lines = include_str!("number_words.txt").lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| {
        let (value, words) = line.split_once(' ')?;
        let value: u64 = value.parse().ok()?;
        Some(words.split(' ').map(move |word| (word, value)))
    });
    entries.flatten().collect()
});

/// The words that connect the parts of one number.
const CONNECTORS: [&str; 3] = ["and", "et", "y"];
/// Words that are a number only next to another one.
const WEAK: [&str; 2] = ["one", "oh"];

/// Whether `word` is a number, in lowercase and without accents.
pub(super) fn is_number(word: &str) -> bool {
    VALUES.contains_key(word)
}

/// The spelled-out numbers of a folded text, in digits.
pub(super) fn numbers(folded: &str) -> HashSet<String> {
    // A comma separates numbers, and so does any other mark.
    let parts = folded.split(|c: char| !(c.is_alphanumeric() || c.is_whitespace() || c == '\'' || c == '-'));
    let mut numbers = HashSet::new();
    for part in parts {
        let words: Vec<String> = words(part).into_iter().flat_map(|word| word.parts).collect();
        let mut run: Vec<&str> = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let connects = CONNECTORS.contains(&word.as_str())
                && !run.is_empty()
                && words.get(index + 1).is_some_and(|next| is_number(next));
            if is_number(word) || connects {
                run.push(word);
            } else {
                read_run(&std::mem::take(&mut run), &mut numbers);
            }
        }
        read_run(&run, &mut numbers);
    }
    numbers
}

/// A number that was read from one or several words.
struct Number {
    value: u64,
    /// Whether it is the next digit of a number that is read out digit by digit.
    continues: bool,
}

/// Reads the numbers in a row of number words and connectors.
fn read_run(run: &[&str], numbers: &mut HashSet<String>) {
    if matches!(run, [word] if WEAK.contains(word)) {
        return;
    }
    let mut read: Vec<Number> = Vec::new();
    let mut last_is_digit = false;
    for word in run {
        let Some(value) = VALUES.get(word).copied() else {
            last_is_digit = false;
            continue;
        };
        let sum = read.last().and_then(|number| combined(number.value, value, word));
        match (read.last_mut(), sum) {
            (Some(number), Some(sum)) => number.value = sum,
            _ => read.push(Number { value, continues: value <= 9 && last_is_digit }),
        }
        last_is_digit = value <= 9 && sum.is_none();
    }
    for digits in read.chunk_by(|_, next| next.continues) {
        numbers.insert(digits.iter().map(|number| number.value.to_string()).collect());
    }
}

/// The number that `value` completes, if it does: `twenty` and `five`, `two` and `hundred`.
fn combined(number: u64, value: u64, word: &str) -> Option<u64> {
    let tens = number % 100;
    match value {
        20 if number == 4 && word.starts_with("vingt") => Some(80),
        100 if number > 1_000 && (1..=9).contains(&(number % 1_000)) => Some(number + number % 1_000 * 99),
        100 | 1_000 | 1_000_000 if (1..value).contains(&number) => Some(number * value),
        1..=9 if tens >= 20 && tens.is_multiple_of(10) => Some(number + value),
        10..=19 if tens == 60 || tens == 80 => Some(number + value),
        1..=99 if number >= 100 && tens == 0 => Some(number + value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelled_out_numbers_are_read() {
        for (text, expected) in [
            ("call nine zero two", "902"),
            ("call nine oh two five five five", "902555"),
            ("fifty dollars", "50"),
            ("twenty-five or thirty five", "25 35"),
            ("one hundred and fifty", "150"),
            ("two thousand five hundred", "2500"),
            ("fifteen hundred", "1500"),
            ("four and five", "4 5"),
            ("seven, eight", "7 8"),
            ("quatre-vingt-dix euros", "90"),
            ("soixante et onze", "71"),
            ("deux cents", "200"),
            ("treinta y cinco", "35"),
            ("veinticinco dolares", "25"),
            ("the third door", "3"),
            ("one zero one", "101"),
            ("one or two", "2"),
        ] {
            let mut numbers: Vec<_> = numbers(text).into_iter().collect();
            numbers.sort();
            let mut expected: Vec<_> = expected.split(' ').collect();
            expected.sort_unstable();
            assert_eq!(numbers, expected, "{text}");
        }
    }

    #[test]
    fn words_that_usually_are_no_numbers_are_not_read() {
        for text in [
            "one of our staff",
            "one moment please",
            "no one is here",
            "this one",
            "first come",
            "a second please",
            "once you arrive",
            "un moment",
            "une table",
            "un momento",
            "a one-time fee",
            "someone often tends to",
        ] {
            assert_eq!(numbers(text), HashSet::new(), "{text}");
        }
    }
}
