//! Checks that a template contains no link, number or address that no operator wrote.

use std::collections::HashSet;

use thiserror::Error;

use crate::template::ResponseTemplate;

/// A template contains a specific that no operator wrote. The error does not contain the specific, which may
/// be personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the template contains a link, number or address that no operator wrote")]
pub struct Ungrounded;

/// Checks that every link, number, e-mail address and street address in `template` occurs in one of
/// `operator_messages`. Case and the punctuation around it are ignored.
///
/// # Errors
///
/// Returns [`Ungrounded`] if one does not.
pub fn check<'a>(
    template: &ResponseTemplate,
    operator_messages: impl IntoIterator<Item = &'a str>,
) -> Result<(), Ungrounded> {
    let written: HashSet<String> = operator_messages.into_iter().flat_map(specifics).collect();
    if specifics(template.as_str()).all(|specific| written.contains(&specific)) {
        Ok(())
    } else {
        Err(Ungrounded)
    }
}

/// The words of a text that contain a digit or look like a link or an e-mail address, in lowercase and without
/// the punctuation around them.
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

    const WRITTEN: [&str; 2] = [
        "Please book at https://club.example/book, the code is 4711.",
        "We are at 12 Harbour Road (door B2)",
    ];

    fn result(text: &str) -> Result<(), Ungrounded> {
        check(&ResponseTemplate::parse(text).unwrap(), WRITTEN)
    }

    #[test]
    fn a_specific_that_an_operator_wrote_is_accepted() {
        assert_eq!(result("Book at https://club.example/book. Your code: 4711!"), Ok(()));
        assert_eq!(result("Come to 12 Harbour Road, {{customer_name}}"), Ok(()));
    }

    #[test]
    fn a_specific_that_no_operator_wrote_is_refused() {
        for text in [
            "Book at https://evil.example/book",
            "Visit evil.example for more",
            "Write to help@club.example",
            "Your code is 4712",
            "Come to 13 Harbour Road",
            "Visit evil.\u{200d}example or evil。example",
        ] {
            assert_eq!(result(text), Err(Ungrounded), "{text}");
        }
    }
}
