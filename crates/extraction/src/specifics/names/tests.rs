//! Who is recognized as a person.

use gleaner_domain::testing::conversation_of;

use super::*;
use crate::specifics::spans::{Placeholders, Spans};

fn replaced(text: &str, names: &Names) -> String {
    let mut spans = Spans::default();
    names.claim(text, &mut spans);
    Placeholders::default().write(text, &spans.of(text))
}

#[test]
fn people_are_recognized_by_how_they_are_introduced_and_addressed() {
    for (messages, text, expected) in [
        (vec!["C I'm Will, the door is shut"], "Ok Will", "Ok {{customer_name}}"),
        (vec!["C my name is kenji"], "Hi Kenji!", "Hi {{customer_name}}!"),
        (vec!["C I'm Ana"], "I sent the Day Pass Ana", "I sent the Day Pass {{customer_name}}"),
        (vec!["C Where can I park?", "O At San Blas"], "It is San Blas", "It is San Blas"),
        (vec!["C Where can I park?", "O on fulton lane"], "Take fulton lane", "Take fulton lane"),
        (vec!["O Can I have your name?", "C Ana Maria"], "for Ana Maria.", "for {{customer_name}}."),
        (vec!["O What name is it under?", "C It's under Zoë"], "Zoë's bay", "{{customer_name}}'s bay"),
        (vec!["O Yes, Wesolo will meet you there."], "Ask Wesolo", "Ask {{operator_name}}"),
        (vec!["O Bonjour M. Lemire"], "Merci Lemire", "Merci {{customer_name}}"),
        (vec!["O Hi Dana, sorry!"], "Thanks, Dana", "Thanks, {{customer_name}}"),
        (vec!["O Hello, this is Tess from the club"], "Tess is in", "{{operator_name}} is in"),
        (vec!["O Have fun, Amara!"], "Amara is in", "{{customer_name}} is in"),
        (vec!["O It costs $5. Best, Priya"], "Priya said", "{{operator_name}} said"),
        (vec!["O It is valid for 6 months /dex"], "ask dex", "ask {{operator_name}}"),
        (vec!["C Thank you Priya"], "ask Priya", "ask {{operator_name}}"),
        (vec!["O Just ask for Owen or Mia"], "Owen, Mia", "{{operator_name}}, {{operator_name}}"),
    ] {
        let names = Names::introduced(&conversation_of(&messages));
        assert_eq!(replaced(text, &names), expected, "{messages:?}");
    }
}

#[test]
fn common_words_are_not_people() {
    let lines = [
        "C I'm Will",
        "O Hi There!",
        "O Hi All",
        "C It's Friday",
        "O We are in Halifax, Canada.",
        "O We open at 9 A.M. Bring a towel.",
        "O Don't miss Happy Hour",
        "O Members can bring a guest.",
        "O Someone will call you. She will call you.",
        "O It opens at noon. Cheers",
    ];
    let names = Names::introduced(&conversation_of(&lines));
    for text in [
        "Will it open?",
        "It will",
        "There you are",
        "All good",
        "Canada is big",
        "Bring it",
        "Happy day",
        "members and guests",
        "Someone and she",
        "Cheers all",
    ] {
        assert_eq!(replaced(text, &names), text);
    }
}

#[test]
fn debug_shows_no_name() {
    let names = Names::introduced(&conversation_of(&["C I'm Dana"]));
    assert_eq!(format!("{names:?}"), "Names(1)");
}
