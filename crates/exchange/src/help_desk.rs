//! What help desks have in common: replies with their placeholders for variables that they know, and with blanks that an
//! agent fills in for all others.

mod chatwoot;
mod zendesk;

use gleaner_domain::template::{Piece, pieces};
use gleaner_domain::{NumberedVariable, Variable};

pub(crate) use chatwoot::{ShortCodes, canned_response};
pub(crate) use zendesk::Macro;

/// The text with `customer` for the name of the customer, and blanks such as `[access code]` for other variables.
///
/// The name of a second person is a blank too, and so is that of a member of staff, who need not be the agent.
fn with_placeholders(text: &str, customer: &str) -> String {
    let is_customer = |name: &str| name.parse() == Ok(NumberedVariable::from(Variable::CustomerName));
    let written = |piece: Piece<'_>| match piece {
        Piece::Text(words) => words.replace('{', "(").replace('}', ")"),
        Piece::Variable(name) if is_customer(name) => customer.to_owned(),
        Piece::Variable(name) => blank(name),
    };
    pieces(text).into_iter().map(written).collect()
}

/// The text with blanks for all variables.
fn with_blanks(text: &str) -> String {
    with_placeholders(text, &blank(Variable::CustomerName.name()))
}

fn blank(name: &str) -> String {
    format!("[{}]", name.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_become_placeholders_or_blanks_and_no_other_braces_remain() {
        let text = "Hi {{customer_name}} and {{ customer_name_2 }}, use {{access_code}}. {% x %} {{unknown}}";
        assert_eq!(
            with_placeholders(text, "{{contact.first_name}}"),
            "Hi {{contact.first_name}} and [customer name 2], use [access code]. (% x %) [unknown]"
        );
        assert_eq!(with_blanks("Is {{customer_name}} in?"), "Is [customer name] in?");
    }
}
