mod faithful;
mod hostile;
mod negation;
mod specifics;

use super::*;

/// Checks `template` against one source and one message of a customer.
fn result(source: &str, customer: &str, template: &str) -> Result<(), Ungrounded> {
    let grounds = Grounds { sources: &[source], operators: &[source], customers: &[customer], facts: &[] };
    check(&ResponseTemplate::parse(template).unwrap(), &grounds)
}
