//! Links and e-mail addresses, with or without a scheme.

use gleaner_domain::{SentKey, Variable};
use linkify::{LinkFinder, LinkKind};

use super::spans::Spans;
use super::value::counted;
use crate::recognizers::RECOGNIZERS;

/// Claims the links and e-mail addresses in `text`.
pub(super) fn claim(text: &str, spans: &mut Spans) {
    // E-mail addresses first: the local part of one can look like a host (`ana.berg+club@mail.example`).
    for found in finder(LinkKind::Email).links(text) {
        let address = found.as_str();
        let trimmed = address.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = found.end() - trimmed.len();
        let length = trimmed.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        spans.claim(start..start + length, Some(Variable::Email));
    }
    for found in RECOGNIZERS.spelled_email.find_iter(text) {
        spans.claim(found.range(), Some(Variable::Email));
    }
    for found in finder(LinkKind::Url).links(text).filter(|found| is_link(found.as_str())) {
        spans.claim(found.start()..found.end(), Some(Variable::Link));
    }
}

fn finder(kind: LinkKind) -> LinkFinder {
    let mut finder = LinkFinder::new();
    // With international domains, a link would include the curly quotation mark or the emoji next to it.
    finder.kinds(&[kind]).url_must_have_scheme(false).url_can_be_iri(false);
    finder
}

/// Returns true unless `found` is the end of a sentence and the start of the next one, without a space
/// between them ("Ask Dr.Berg", "wait.Then go", "5 p.m.on Friday", "2.press the bell").
fn is_link(found: &str) -> bool {
    if found.contains('/') {
        return true;
    }
    let Some((before, last)) = found.rsplit_once('.') else { return false };
    let has_word = before.split('.').any(|label| label.chars().filter(char::is_ascii_alphabetic).count() > 1);
    let all_capitals = !before.contains(|c: char| c.is_lowercase());
    has_word && (all_capitals || !last.starts_with(char::is_uppercase))
}

/// The keys of the domains of the website that `link` leads to: `portal.club.example` and `club.example`.
pub(crate) fn website_keys(link: &str) -> Vec<SentKey> {
    let link = counted(Variable::Link, link);
    let host = link.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let domains =
        std::iter::successors(Some(host), |domain| domain.split_once('.').map(|(_, parent)| parent));
    domains.filter(|domain| domain.contains('.')).map(website_key).collect()
}

/// The key of a domain to which links lead.
pub(crate) fn website_key(domain: &str) -> SentKey {
    SentKey::of(&["website", domain])
}

#[cfg(test)]
mod tests {
    use super::super::spans::Placeholders;
    use super::*;

    fn replaced(text: &str) -> String {
        let mut spans = Spans::default();
        claim(text, &mut spans);
        Placeholders::default().write(text, &spans.of(text))
    }

    #[test]
    fn links_and_addresses_are_replaced_without_the_punctuation_around_them() {
        for (text, expected) in [
            ("Write to ana.b+x@club.example.", "Write to {{email}}."),
            ("“ana.berg+x@club.example”", "“{{email}}”"),
            ("(ana@club.example)", "({{email}})"),
            ("Mail josé@club.example", "Mail {{email}}"),
            ("It is ana_b at mail dot example dot com", "It is {{email}}"),
            ("Book at https://club.example/book?x=1.", "Book at {{link}}."),
            ("See club.example/faq for more", "See {{link}} for more"),
            ("See CLUB.EXAMPLE, or bay.club.example", "See {{link}}, or {{link}}"),
            ("Our page (www.club.example) has it", "Our page ({{link}}) has it"),
            ("“club.example”", "“{{link}}”"),
            ("Tickets: club.berlin", "Tickets: {{link}}"),
            ("Map: bit.ly/x", "Map: {{link}}"),
        ] {
            assert_eq!(replaced(text), expected, "{text}");
        }
    }

    #[test]
    fn a_missing_space_after_a_sentence_is_no_link() {
        for text in
            ["Ask Dr.Berg", "Please wait.Then go", "at 5 p.m.on Friday", "2.press the bell", "at 5.30pm"]
        {
            assert_eq!(replaced(text), text);
        }
    }

    #[test]
    fn a_link_has_the_domain_of_its_host_and_those_above_it() {
        let keys = ["book.club.example", "club.example"].map(website_key);
        assert_eq!(website_keys("https://www.Book.Club.example/visit?day=1"), keys);
        assert_eq!(website_keys("club.example"), [keys[1]]);
    }
}
