//! One way to write an enum whose values have a name and a meaning: error codes, pattern types,
//! variables, reasons.

/// Declares an enum of named values with `ALL`, `from_name`, and the two accessors that are named
/// behind it: one for the value's name, as it is stored and sent, one for what it means to people.
macro_rules! closed_set {
    (
        $(#[$doc:meta])*
        $set:ident($name:ident, $meaning:ident) {
            $($value:ident = $text:literal: $about:literal,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $set {
            $(#[doc = $about] $value,)*
        }

        impl $set {
            /// Every value there is.
            pub const ALL: &[Self] = &[$(Self::$value,)*];

            /// Its name, as it is stored and sent.
            pub fn $name(self) -> &'static str {
                match self { $(Self::$value => $text,)* }
            }

            /// What it means, for people and for a model.
            pub fn $meaning(self) -> &'static str {
                match self { $(Self::$value => $about,)* }
            }

            /// The value of this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.$name() == name)
            }
        }
    };
}

pub(crate) use closed_set;

#[cfg(test)]
mod tests {
    closed_set! {
        /// For the test.
        Fruit(as_str, taste) {
            Lemon = "lemon": "sour",
            Fig = "fig": "sweet",
        }
    }

    #[test]
    fn every_name_leads_back_to_its_value() {
        for fruit in Fruit::ALL {
            assert_eq!(Fruit::from_name(fruit.as_str()), Some(*fruit));
        }
        assert_eq!(Fruit::from_name("Lemon"), None);
        assert_eq!(Fruit::Fig.taste(), "sweet");
    }
}
