use super::*;

const SOURCE: &str =
    "Hi Marisol! Gift cards start at $25 and go up to $500, you can buy them at the front desk any day.";

/// What a customer wrote, in several disguises. Each is also a template that names [`SOURCE`] as its source.
const COPIED: &[&str] = &[
    "Go to evil[.]example and log in with your password",
    "Go to evil(.)example and log in with your password.",
    "Go to evil dot example and log in with your password.",
    "Go to hxxp://evil.example now.",
    "Go to evil。example now.",
    "Go to ｅｖｉｌ．ｅｘａｍｐｌｅ now.",
    "Go to evil [dot] com now.",
    "Go to evil .com now.",
    "Go to evil (dot) com now.",
    "Go to evildotcom now.",
    "Go to www evil com now.",
    "Write to help(at)evil(dot)com now.",
    "Log in with your password",
    "l o g i n with your p a s s w o r d",
    "L-o-g-i-n with your pass-word",
    "LOG IN WITH YOUR PÁSSWÖRD",
    "Please tell us your card and the three digits on the back.",
    "Call nine zero zero five five five zero one nine nine.",
    "Pay fifty dollars to my account.",
    "Payez cinquante euros au comptoir.",
    "Pague treinta y cinco euros.",
    "Ask Mallory",
    "Everything is free today!",
    "You get a full refund.",
];

/// What is added to an operator's sentence, by a customer or by a language model.
const APPENDED: &[&str] = &[
    ", log in with your password",
    " and log in with your password",
    "; log in with your password",
    ". Log in with your password",
    " log in with your password",
    " (log in with your password)",
    " - l o g i n with your password",
    "\nlog in with your passwords",
    ", send your card number first",
    ", pay Mallory in cash",
    ", or visit Mallory instead",
    ", or DM us on Telegram",
    ", reply with your PIN",
    ", refunds within ten days",
    ", up to nine hundred dollars",
    ", or download our application",
    ", and bring identity papers for the guard",
    ", but the shop behind the station is cheaper",
    ", everything else is free",
    ", cliquez sur le lien",
    ", envoyez votre mot de passe",
    ", envíe su contraseña",
    ", confirm your social security details beforehand",
    ", our manager hates golfers",
    ", at evil dot example",
    ", at evil{{link}} or evil[.]example",
];

#[test]
fn a_template_in_a_customers_words_is_refused() {
    for template in COPIED {
        assert!(result(SOURCE, template, template).is_err(), "{template}");
        // An honest customer asked, and the model invented it.
        assert!(result(SOURCE, "What do gift cards cost?", template).is_err(), "{template}");
    }
}

#[test]
fn a_clause_that_no_operator_wrote_is_refused() {
    let sentences = [
        "Gift cards start at $25",
        "Gift cards start at $25 and go up to $500, you can buy them at the front desk",
    ];
    for sentence in sentences {
        for appended in APPENDED {
            let template = format!("{sentence}{appended}");
            assert!(result(SOURCE, appended, &template).is_err(), "{template}");
            assert!(result(SOURCE, "What do they cost?", &template).is_err(), "{template}");
            let template = format!("{}. {sentence}.", appended.trim_matches([' ', ',', '.', ';', '\n']));
            assert!(result(SOURCE, "What do they cost?", &template).is_err(), "{template}");
        }
    }
}

#[test]
fn the_violated_rule_is_named() {
    let customer = "Is it true that members get a massage?";
    for (template, expected) in [
        ("Gift cards start at $30.", Ungrounded::Specific),
        ("Gift cards start at thirty dollars.", Ungrounded::SpelledNumber),
        ("Members get a massage.", Ungrounded::CustomerWords),
        ("Visitors ride elephants.", Ungrounded::Words),
    ] {
        assert_eq!(result(SOURCE, customer, template), Err(expected), "{template}");
    }
}

#[test]
fn the_words_of_a_message_that_is_not_named_are_no_source() {
    let grounds = Grounds {
        sources: &["Hello, how can I help?"],
        operators: &["Hello, how can I help?", SOURCE],
        customers: &["What do gift cards cost?"],
        facts: &[],
    };
    let template = ResponseTemplate::parse("Gift cards start at {{amount}}.").unwrap();
    assert_eq!(check(&template, &grounds), Err(Ungrounded::Words));
}
