//! What a message asks, and the values in it that a reply can contain.

use crate::matching::Candidate;
use crate::template::{NumberedVariable, ResponseTemplate, Value, Values, Variable, stored_variables};

/// What a message of a customer asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The question in general terms, without courtesies, or the message if no question was found in it.
    pub question: String,
    /// The values in the message, in order.
    pub values: Vec<(Variable, String)>,
}

/// The variables whose values are recognized by their form alone. The others are only recognized by the words around them, or
/// are codes, which are not repeated.
const CERTAIN: [Variable; 11] = [
    Variable::Amount,
    Variable::BayNumber,
    Variable::Date,
    Variable::Duration,
    Variable::Email,
    Variable::Link,
    Variable::Percentage,
    Variable::PhoneNumber,
    Variable::RoomNumber,
    Variable::Temperature,
    Variable::Time,
];

impl Asked {
    /// The values in the message that the reply of `pattern` can contain.
    ///
    /// A reply repeats a value of the question only if the question of the pattern has this variable too: the time in "We
    /// open at {{time}}" is not the one in "Can I come at 5 pm?". If the message has two values of one variable, or the
    /// reply has two variables of one type, none is chosen.
    pub fn values_for(&self, pattern: &Candidate) -> Values {
        let template = ResponseTemplate::stored(pattern.template.clone());
        let questions = std::iter::once(&pattern.trigger).chain(&pattern.examples);
        let asked: Vec<NumberedVariable> =
            questions.flat_map(|question| stored_variables(question)).collect();
        let certain = CERTAIN.iter().filter_map(|variable| {
            let is_type = |numbered: &&NumberedVariable| numbered.variable() == *variable;
            let used: Vec<_> = template.variables().iter().filter(is_type).collect();
            let is_asked = asked.contains(&NumberedVariable::from(*variable));
            (used == [&NumberedVariable::from(*variable)] && is_asked)
                .then(|| Some((NumberedVariable::from(*variable), self.only(*variable)?)))
                .flatten()
        });
        certain.collect()
    }

    /// The value of this variable if the message has one and no other.
    fn only(&self, variable: Variable) -> Option<Value> {
        let mut values = self.values.iter().filter(|(of, _)| *of == variable).map(|(_, value)| value);
        let first = values.next()?;
        let is_same = |other: &String| other.to_lowercase() == first.to_lowercase();
        values.all(is_same).then(|| Value::parse(first).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Confidence, PatternType};

    const BAY: &str = "The lamp in bay {{bay_number}} is off";

    fn values(trigger: &str, template: &str, values: &[(Variable, &str)]) -> Vec<(String, String)> {
        let pattern = Candidate {
            id: 1,
            pattern_type: PatternType::Access,
            trigger: trigger.into(),
            examples: vec!["Is it open?".into()],
            template: template.into(),
            confidence: Confidence::new(0.8).unwrap(),
            auto_executable: false,
            meaning: None,
        };
        let values = values.iter().map(|(variable, value)| (*variable, (*value).to_owned())).collect();
        let found = Asked { question: String::new(), values }.values_for(&pattern);
        found.iter().map(|(variable, value)| (variable.name(), value.as_str().to_owned())).collect()
    }

    #[test]
    fn a_value_of_the_question_is_repeated_in_the_reply() {
        let found = values(
            BAY,
            "Bay {{bay_number}} is fixed.",
            &[(Variable::BayNumber, "3"), (Variable::Time, "5 pm")],
        );
        assert_eq!(found, [("bay_number".to_owned(), "3".to_owned())]);
        let twice = [(Variable::BayNumber, "3"), (Variable::BayNumber, "3")];
        assert_eq!(values(BAY, "Bay {{bay_number}} is fixed.", &twice).len(), 1);
    }

    #[test]
    fn a_value_is_not_guessed() {
        const BAY_3: (Variable, &str) = (Variable::BayNumber, "3");
        for (trigger, template, found) in [
            // The question of the pattern has no such value.
            ("Can I come late?", "We close at {{time}}.", vec![(Variable::Time, "5 pm")]),
            // Two values, or two variables.
            (BAY, "Bay {{bay_number}} is fixed.", vec![BAY_3, (Variable::BayNumber, "4")]),
            (BAY, "From bay {{bay_number}} to bay {{bay_number_2}}.", vec![BAY_3]),
            // Nothing to fill, or a variable of another type.
            (BAY, "It is fixed.", vec![BAY_3]),
            (BAY, "Room {{room_number}} is fixed.", vec![BAY_3]),
            // Recognized by the words around it.
            ("I am {{customer_name}}", "Hi {{customer_name}}!", vec![(Variable::CustomerName, "Ann")]),
            ("My code is {{access_code}}", "Use {{access_code}}.", vec![(Variable::AccessCode, "4821")]),
            (BAY, "Bay {{bay_number}} is fixed.", vec![(Variable::BayNumber, "{3}")]),
        ] {
            assert_eq!(values(trigger, template, &found), [], "{trigger} / {template}");
        }
    }
}
