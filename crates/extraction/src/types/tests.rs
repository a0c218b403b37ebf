//! Tests of the table and the classifier.

use super::*;

fn named(types: &PatternTypes, question: &str, answer: &str) -> String {
    types.classify(question, answer).as_str().to_owned()
}

#[test]
fn the_built_in_table_describes_every_built_in_type() {
    let types = PatternTypes::built_in();
    for pattern_type in PatternType::BUILT_IN {
        assert_eq!(types.get(pattern_type.as_str()), Some(pattern_type));
    }
    assert_eq!(types.iter().count(), PatternType::BUILT_IN.len());
    assert!(types.iter().all(|(_, description)| !description.is_empty()));
}

#[test]
fn the_type_is_what_the_question_and_the_answer_are_about() {
    let types = PatternTypes::built_in();
    for (question, answer, expected) in [
        ("Do you have gift vouchers?", "Yes, from {{amount}}, at the desk.", "gift_cards"),
        (
            "Je cherche une carte-cadeau pour ma soeur",
            "Oui, au comptoir, à partir de {{amount}}.",
            "gift_cards",
        ),
        ("How do I pause my membership?", "Write to us, and your bookings stay.", "membership"),
        ("How do I cancel my membership?", "Write to us, and it is cancelled at once.", "membership"),
        ("Je veux résilier mon abonnement", "C'est fait.", "membership"),
        ("The projector is stuck", "Hold its button.", "tech_issue"),
        ("La pantalla no funciona", "Desenchúfela y espere un minuto.", "tech_issue"),
        ("What is the door code?", "It comes with your booking.", "access"),
        ("¿Cuál es la contraseña?", "Está en la entrada.", "access"),
        ("When do you close on Sunday?", "At {{time}}.", "hours"),
        ("¿A qué hora abren?", "A las {{time}}.", "hours"),
        ("I want to move my appointment", "Done.", "booking"),
        ("Je voudrais reserver une table", "C'est noté.", "booking"),
        ("Do you rent shoes?", "Yes, they are {{amount}}.", "faq"),
        ("C'est combien la visite?", "{{amount}}.", "faq"),
        ("I lost my umbrella", "It is in the box.", "general"),
        ("Xyzzy", "Plugh.", "general"),
    ] {
        assert_eq!(named(&types, question, answer), expected, "{question}");
    }
}

#[test]
fn one_incidental_word_decides_nothing() {
    let types = PatternTypes::built_in();
    for (question, answer, expected) in [
        (
            "How much is it to fix a flat tire?",
            "It's {{amount}}. You can lock the bike outside while you wait.",
            "faq",
        ),
        ("Do you sell flat tires?", "Yes, just lock the bike while you look around.", "faq"),
        ("How much are the blue ones?", "They are {{amount}}, and the box is by the door.", "faq"),
        ("How much is a bike lock?", "It is {{amount}}, with two keys.", "faq"),
    ] {
        assert_eq!(named(&types, question, answer), expected, "{question}");
    }
}

#[test]
fn at_a_tie_the_first_type_of_the_file_fits() {
    let section = |name: &str| format!("[{name}]\ndescription = \"x\"\nquestion = [\"zebra\"]\n");
    let types = PatternTypes::customized(&(section("second") + &section("another"))).unwrap();
    assert_eq!(named(&types, "Zebra", "Yes."), "second");
}

const CUSTOM: &str = r#"
[tech_issue]
name = "equipment"
question = ["wobbly"]

[returns]
description = "sending an article back"
strong = ["send* back", "return label"]
question = ["return*"]
weak = ["unopened"]

[general]
name = "other"
"#;

#[test]
fn a_business_renames_and_adds_types() {
    let types = PatternTypes::customized(CUSTOM).unwrap();
    for (question, answer, expected) in [
        ("Can I return a kettle?", "Within {{duration}}.", "returns"),
        ("It does not fit", "Print the return label and send it to us.", "returns"),
        ("What is your return policy?", "Within {{duration}}.", "returns"),
        ("The kettle is wobbly", "Turn it upside down.", "equipment"),
        ("The kettle wont turn on", "Press the button.", "equipment"),
        ("Are you open on Sunday?", "No.", "hours"),
        ("Xyzzy", "It is unopened.", "other"),
        ("Xyzzy", "Plugh.", "other"),
    ] {
        assert_eq!(named(&types, question, answer), expected, "{question}");
    }
    let descriptions: Vec<(String, &str)> =
        types.iter().map(|(pattern_type, text)| (pattern_type.as_str().to_owned(), text)).collect();
    assert!(descriptions.contains(&("returns".to_owned(), "sending an article back")));
    assert!(descriptions.contains(&("equipment".to_owned(), "equipment or software that does not work")));
    assert_eq!((types.get("tech_issue"), types.iter().count()), (None, PatternType::BUILT_IN.len() + 1));
}

#[test]
fn an_invalid_file_is_an_error_with_its_line_and_key() {
    let described = "description = \"x\"\n";
    for (text, line, problem) in [
        ("[returns", 1, "unclosed table"),
        ("# the types\n\n[Returns]\n", 3, "Returns: a name of a pattern type has 1 to 32"),
        ("returns = 1\n", 1, "returns must be a section"),
        ("[returns]\nstrong = [\"a\"]\n", 1, "returns.description is missing"),
        (&format!("[returns]\n{described}"), 1, "returns has no cues"),
        (&format!("[returns]\n{described}strong = \"a\"\n"), 3, "returns.strong must be a list"),
        (&format!("[returns]\n{described}strong = [\n\"a\",\n7]\n"), 5, "returns.strong must be a text"),
        (&format!("[returns]\n{described}weak = [\"ab*\"]\n"), 3, "returns.weak: a phrase"),
        ("[hours]\ndescription = \"\"\n", 2, "hours.description must be a text"),
        ("[hours]\ndescription = \"a\\nb\"\n", 2, "hours.description must be a text"),
        ("[hours]\ncues = []\n", 2, "hours.cues is unknown"),
        ("[hours]\nname = \"Open\"\n", 2, "hours.name: a name of a pattern type"),
        ("[hours]\nname = \"access\"\n", 2, "hours.name: access is the name of another type"),
        ("[hours]\nname = \"a\"\n[access]\nname = \"a\"\n", 4, "access.name: a is the name of another type"),
        (&format!("[a]\n{described}name = \"b\"\nstrong = [\"c\"]\n"), 1, "a.name: only a built-in type"),
        ("[hours]\n[hours]\n", 2, "duplicate key"),
    ] {
        let error = PatternTypes::customized(text).unwrap_err();
        assert!(error.problem.contains(problem), "{text}: {error}");
        assert_eq!(error.line, line, "{text}: {error}");
    }
}

#[test]
fn the_example_in_the_readme_is_valid() {
    let readme = include_str!("../../../../README.md");
    let example = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let types = PatternTypes::customized(example).unwrap();
    assert_eq!(named(&types, "It does not fit me", "Send it to us within 30 days."), "returns");
    assert!(types.get("equipment").is_some() && types.get("returns").is_some());
}
