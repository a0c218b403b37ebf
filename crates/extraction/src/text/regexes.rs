//! The regular expressions of this crate, compiled on first use.

use regex::Regex;

/// Declares statics that contain regular expressions, and a test that compiles each of them.
///
/// At most one invocation per module, as the test has a fixed name.
macro_rules! static_regexes {
    ($($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;)+) => {
        $(
            $(#[$attribute])*
            static $name: std::sync::LazyLock<$type> = std::sync::LazyLock::new(|| $value);
        )+

        #[cfg(test)]
        mod regexes {
            #[test]
            fn every_regular_expression_compiles() {
                $(std::sync::LazyLock::force(&super::$name);)+
            }
        }
    };
}

pub(crate) use static_regexes;

/// Compiles a regular expression that is a constant of this crate. Call it inside [`static_regexes`],
/// which also tests it.
#[expect(clippy::expect_used, reason = "the expressions are constants, and a test compiles each of them")]
pub(crate) fn compile(expression: &str) -> Regex {
    Regex::new(expression).expect("every regular expression of this crate is valid")
}
