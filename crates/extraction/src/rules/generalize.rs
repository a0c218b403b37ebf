//! A question or an answer in general terms: `Bay 3 at 5 PM` becomes `Bay {{bay_number}} at {{time}}`.

use crate::specifics::{Names, Spans, claim_forms, claim_links, claim_numbers, claim_places};

/// Replaces what is specific to one conversation in `text`, and the people in `names`, by variables.
///
/// Braces of the text itself become parentheses and control characters become spaces. The run time is
/// linear in the length of the text.
pub(super) fn generalize(text: &str, names: &Names) -> String {
    let mut spans = Spans::default();
    claim_links(text, &mut spans);
    claim_forms(text, &mut spans);
    names.claim(text, &mut spans);
    claim_places(text, &mut spans);
    claim_numbers(text, &mut spans);
    spans.rewrite(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        generalize(text, &Names::default())
    }

    #[test]
    fn specifics_become_variables() {
        for (text, expected) in [
            ("Write to ana.b+x@club.example.", "Write to {{email}}."),
            ("It is ana_b at mail dot example dot com", "It is {{email}}"),
            ("Book at https://club.example/book?x=1.", "Book at {{link}}."),
            ("See club.example/faq for more", "See {{link}} for more"),
            ("Call (902) 555-0142 or +44 20 7946 0958.", "Call {{phone_number}} or {{phone_number}}."),
            ("The code is 4821#, keep it", "The code is {{access_code}}, keep it"),
            ("my account number is 35572441", "my account number is {{account_number}}"),
            ("the card ending in K7QD", "the card ending in {{account_number}}"),
            (
                "Order #AB-1234 and booking ID '615'",
                "Order #{{order_number}} and booking ID '{{order_number}}'",
            ),
            ("Bay 3 and simulator 12", "Bay {{bay_number}} and simulator {{bay_number}}"),
            ("the door of room 450", "the door of room {{room_number}}"),
            ("It is $1,200.50, CA$43 or 25 dollars.", "It is {{amount}}, {{amount}} or {{amount}}."),
            ("a 20% deposit", "a {{percentage}} deposit"),
            ("around -4 degrees celsius.", "around {{temperature}}."),
            ("at 5 pm, 17:30 or noon.", "at {{time}}, {{time}} or {{time}}."),
            ("on Friday, May 24 or 12/10/2025", "on {{date}} or {{date}}"),
            ("May I come tomorrow?", "May I come {{date}}?"),
            ("10-15 minutes or two hours", "{{duration}} or {{duration}}"),
            ("for 5 people, up to 4 players", "for {{count}} people, up to {{count}} players"),
            ("enter 120 Harbour Road from the back", "enter {{address}} from the back"),
            ("a table at the Blue Heron in New York City.", "a table at the {{location}} in {{location}}."),
            ("The 'Old Mill' has parking", "The {{location}} has parking"),
            ("Come to the Harbour Hotel, please", "Come to the {{location}}, please"),
            ("Dr. O'Hara is in", "Dr. {{operator_name}} is in"),
            ("spaces 1 to 30 on hole 7", "spaces {{number}} to {{number}} on hole {{number}}"),
            ("We are open 24/7", "We are open 24/7"),
            ("open 24 hours a day, 7 days a week", "open 24 hours a day, 7 days a week"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_specific_stays() {
        for text in [
            "In the morning I use the Wi-Fi and my PIN.",
            "Tap \"Open door\" and choose Anytime.",
            "Can I upgrade from Basic to Premium?",
            "May I come in? At Christmas, in English",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn neighbors_with_the_same_variable_become_one() {
        assert_eq!(plain("from 5 - 7 pm on 1 2 3"), "from {{number}} - {{time}} on {{number}}");
        assert_eq!(plain("12th-15th"), "{{number}}");
    }

    #[test]
    fn hostile_text_contains_no_placeholder_of_its_own() {
        assert_eq!(plain("say {{customer_name}} }}"), "say ((customer_name)) ))");
        assert_eq!(plain("bell\u{7}\u{0}x"), "bell  x");
        for text in ["", "٣٤ ½ Ⅷ", "👩‍👩‍👧 7", "\u{202e}5 pm\u{202c}", "''''\"\"\"", "{{{{"]
        {
            let replaced = plain(text);
            for (start, _) in replaced.match_indices("{{") {
                assert!(
                    replaced[start..].starts_with("{{number}}") || replaced[start..].starts_with("{{time}}")
                );
            }
        }
    }

    #[test]
    fn every_number_of_a_long_repetitive_text_is_replaced() {
        for piece in ["a", "1 ", "1-", "@", "at ", "A ", "http://", "'A", "Dr. ", "(9", "the code "] {
            let text = piece.repeat(100_000 / piece.len());
            assert!(!plain(&text).contains(char::is_numeric), "{piece}");
        }
    }
}
