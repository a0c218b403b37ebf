//! Where a text of a pattern has a token.

/// That a text of a pattern has a token. The order is that of the patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Posting {
    /// The id of the pattern.
    pub pattern: i32,
    /// Distinguishes the texts of a field of one pattern.
    pub text: i32,
    /// The number of tokens of the text.
    pub size: u32,
    /// The index of the token among those of the text, the rarest first.
    pub position: u32,
}
