//! A template may only say what an operator said: no link, number or address of its own.

use std::collections::HashSet;

use thiserror::Error;

use crate::template::ResponseTemplate;

/// A template names a specific that no operator wrote. The specific itself is not repeated: it
/// may be anybody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the answer names a link, number or address that no operator wrote")]
pub struct Ungrounded;

/// Refuses a template with a link, a number, an e-mail or a street address that is in none of the
/// operators' messages.
pub fn check<'a>(
    template: &ResponseTemplate,
    operator_messages: impl IntoIterator<Item = &'a str>,
) -> Result<(), Ungrounded> {
    let said: HashSet<String> = operator_messages.into_iter().flat_map(specifics).collect();
    if specifics(template.as_str()).all(|specific| said.contains(&specific)) {
        Ok(())
    } else {
        Err(Ungrounded)
    }
}

/// The words of a text that hold a digit or look like a link or an e-mail address, folded for
/// comparing: lower case, without the punctuation around them.
fn specifics(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | '(' | ')' | '"' | '<' | '>'))
        .map(|word| word.replace('\u{200d}', "").replace(['。', '．', '｡'], "."))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|word| word.chars().any(char::is_numeric) || is_link_or_mail(word))
}

fn is_link_or_mail(word: &str) -> bool {
    let names_a_host = word.rsplit_once('.').is_some_and(|(host, rest)| {
        let ending: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        !host.is_empty() && ending.len() >= 2 && ending.chars().all(char::is_alphabetic)
    });
    word.contains("://") || word.contains('@') || names_a_host
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: [&str; 2] = [
        "Please book at https://club.example/book, the code is 4711.",
        "We are at 12 Harbour Road (door B2)",
    ];

    fn verdict(text: &str) -> Result<(), Ungrounded> {
        check(&ResponseTemplate::parse(text).unwrap(), SAID)
    }

    #[test]
    fn what_an_operator_wrote_may_stand() {
        assert_eq!(verdict("Book at https://club.example/book. Your code: 4711!"), Ok(()));
        assert_eq!(verdict("Come to 12 Harbour Road, {{customer_name}}"), Ok(()));
    }

    #[test]
    fn a_specific_of_the_models_own_is_refused() {
        for text in [
            "Book at https://evil.example/book",
            "Visit evil.example for more",
            "Write to help@club.example",
            "Your code is 4712",
            "Come to 13 Harbour Road",
            "Visit evil.\u{200d}example or evil。example",
        ] {
            assert_eq!(verdict(text), Err(Ungrounded), "{text}");
        }
    }
}
