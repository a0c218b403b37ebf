//! The value of a specific, so that two spellings of one value are equal.

use gleaner_domain::Variable;

use crate::lexicon::spelling;
use crate::text::Words;

/// The value of `text`, a specific of this variable: `9:00 AM` and `9am` are equal, and so are `$25.00` and `25 dollars`.
pub(crate) fn normalized(variable: Variable, text: &str) -> String {
    match variable {
        Variable::Link => link(text),
        Variable::Email => text.to_lowercase(),
        Variable::PhoneNumber => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            digits.get(digits.len().saturating_sub(10)..).unwrap_or_default().to_owned()
        }
        Variable::Amount | Variable::Percentage => amount(text),
        Variable::Time => time(text),
        Variable::Date | Variable::Duration | Variable::Count | Variable::Number => spelled(text),
        _ => words(text).join(" "),
    }
}

/// The value of `text` as it is counted over customers: "8 to 6" and "8 am to 6 pm" are often the same hours.
pub(crate) fn counted(variable: Variable, text: &str) -> String {
    let value = normalized(variable, text);
    match value.split_once(':') {
        Some((hour, minutes)) if variable == Variable::Time => {
            let hour = hour.parse::<u32>().map_or(hour.to_owned(), |hour| (hour % 12).to_string());
            format!("{hour}:{minutes}")
        }
        _ => value,
    }
}

fn words(text: &str) -> Vec<String> {
    Words::of(&text.replace('-', " ")).into_vec().into_iter().flat_map(|word| split_digits(&word)).collect()
}

/// The words of `text`, each in one spelling.
fn spelled(text: &str) -> String {
    words(text).iter().map(|word| spelling(word)).collect::<Vec<_>>().join(" ")
}

/// `30min` is a number and a word.
fn split_digits(word: &str) -> Vec<String> {
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    [&word[..end], &word[end..]].into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn link(text: &str) -> String {
    let lower = text.to_lowercase();
    let host = lower.rsplit_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    host.trim_start_matches("www.").trim_end_matches('/').to_owned()
}

/// The number with a point and without trailing zeros.
fn amount(text: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let kept = kept.trim_matches(['.', ',']);
    let number = match kept.rsplit_once([',', '.']) {
        Some((whole, cents)) if cents.len() == 2 => {
            format!("{}.{cents}", whole.replace([',', '.'], ""))
        }
        _ => kept.replace([',', '.'], ""),
    };
    match number.is_empty() {
        true => spelled(text),
        false => number.strip_suffix(".00").unwrap_or(&number).to_owned(),
    }
}

/// Hours and minutes of 24 hours, or of 12 where it is not said which half of the day is meant.
fn time(text: &str) -> String {
    let lower = text.to_lowercase();
    let digits: Vec<u32> =
        lower.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let Some(hour) = digits.first() else { return words(text).join(" ") };
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let is_afternoon = letters.starts_with("pm")
        || ["afternoon", "evening", "soir", "aprèsmidi", "tarde", "noche"]
            .iter()
            .any(|part| letters.ends_with(part));
    let hour = match (hour, is_afternoon) {
        (1..=11, true) => hour + 12,
        (12, false) if letters.starts_with("am") => 0,
        _ => *hour,
    };
    format!("{hour}:{:02}", digits.get(1).unwrap_or(&0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value_are_equal() {
        for (variable, spellings) in [
            (Variable::Amount, vec!["$1,200", "1200 dollars", "$1200.00", "1 200 $"]),
            (Variable::Amount, vec!["95,50 $", "$95.50"]),
            (Variable::Time, vec!["9am", "9:00 AM", "9 a.m.", "9 h", "9h00", "9 heures"]),
            (Variable::Time, vec!["6:30pm", "18:30", "18h30", "6:30 p.m."]),
            (Variable::Duration, vec!["24 hours", "24h", "24 hrs", "24-hour", "24 heures"]),
            (Variable::Duration, vec!["two days", "2 days", "2 jours"]),
            (Variable::Date, vec!["Saturday", "saturdays", "sat", "samedis", "sábado"]),
            (Variable::Date, vec!["Tuesday", "tues", "martes", "mardi"]),
            (Variable::Link, vec!["https://www.Club.example/", "club.example"]),
            (Variable::PhoneNumber, vec!["+1 (902) 555-0101", "902.555.0101"]),
        ] {
            let first = normalized(variable, spellings[0]);
            for spelling in spellings {
                assert_eq!(normalized(variable, spelling), first, "{spelling}");
            }
        }
    }

    #[test]
    fn other_values_are_different() {
        for (variable, one, other) in [
            (Variable::Amount, "$25", "$250"),
            (Variable::Time, "9am", "9pm"),
            (Variable::Duration, "2 days", "2 hours"),
            (Variable::Link, "club.example/a", "club.example/b"),
        ] {
            assert_ne!(normalized(variable, one), normalized(variable, other));
        }
    }
}
