//! A variable as it is written in a template: a type, and a number if the template has several of that type.

use std::fmt;
use std::str::FromStr;

use super::error::TemplateError;
use super::variable::Variable;

/// The maximum number of variables of one type in a template.
pub const MAX_NUMBER: u8 = 9;

/// A variable in a template. The first of a type has the name of the type, such as `amount`; the others are
/// `amount_2` to `amount_9`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NumberedVariable {
    variable: Variable,
    number: u8,
}

impl NumberedVariable {
    /// The variable of type `variable` with this number, counted from one. Returns `None` if `number` is not
    /// between 1 and [`MAX_NUMBER`].
    pub fn new(variable: Variable, number: u8) -> Option<Self> {
        (1..=MAX_NUMBER).contains(&number).then_some(Self { variable, number })
    }

    /// The type.
    pub fn variable(self) -> Variable {
        self.variable
    }

    /// The number among the variables of the same type, counted from one.
    pub fn number(self) -> u8 {
        self.number
    }

    /// The name in templates and in the API: `amount` or `amount_2`.
    pub fn name(self) -> String {
        self.to_string()
    }

    /// The name in braces, as in a template: `{{amount_2}}`.
    pub fn placeholder(self) -> String {
        format!("{{{{{self}}}}}")
    }

    /// The variable of the same type with the number before; `None` for the first.
    pub(super) fn previous(self) -> Option<Self> {
        Self::new(self.variable, self.number - 1)
    }
}

impl From<Variable> for NumberedVariable {
    fn from(variable: Variable) -> Self {
        Self { variable, number: 1 }
    }
}

impl fmt::Display for NumberedVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            1 => f.write_str(self.variable.name()),
            number => write!(f, "{}_{number}", self.variable.name()),
        }
    }
}

/// Reads a name such as `amount` or `amount_2`. `amount_0`, `amount_1` and `amount_10` are unknown.
impl FromStr for NumberedVariable {
    type Err = TemplateError;

    fn from_str(name: &str) -> Result<Self, TemplateError> {
        if let Ok(variable) = name.parse::<Variable>() {
            return Ok(variable.into());
        }
        let (name, number) = name.rsplit_once('_').ok_or(TemplateError::UnknownVariable)?;
        match (name.parse::<Variable>(), number.as_bytes()) {
            (Ok(variable), [digit @ b'2'..=b'9']) => Ok(Self { variable, number: digit - b'0' }),
            _ => Err(TemplateError::UnknownVariable),
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_name_is_read_as_it_is_written() {
        for variable in Variable::VARIANTS {
            for number in 1..=MAX_NUMBER {
                let numbered = NumberedVariable::new(*variable, number).unwrap();
                assert_eq!(numbered.name().parse(), Ok(numbered));
            }
        }
        assert_eq!(NumberedVariable::new(Variable::Amount, 2).unwrap().placeholder(), "{{amount_2}}");
        assert_eq!(NumberedVariable::new(Variable::Amount, 0), None);
        assert_eq!(NumberedVariable::new(Variable::Amount, MAX_NUMBER + 1), None);
    }

    #[test]
    fn other_names_are_unknown() {
        for name in
            ["amount_0", "amount_1", "amount_10", "amount_02", "amount_", "amount_x", "_2", "password_2", ""]
        {
            assert_eq!(name.parse::<NumberedVariable>(), Err(TemplateError::UnknownVariable), "{name}");
        }
    }
}
