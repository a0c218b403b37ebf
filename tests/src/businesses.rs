//! The made-up businesses of `tests/fixtures/businesses`.

use std::fmt;
use std::ops::AddAssign;
use std::path::PathBuf;

use serde_json::Value;

/// The businesses, and whether they are held out: nothing was made from those.
pub const BUSINESSES: [(&str, bool); 23] = [
    ("bikes", false),
    ("camping", false),
    ("cleaners", false),
    ("clinic", false),
    ("cocina", false),
    ("floristeria", false),
    ("garage", false),
    ("gimnasio", false),
    ("hotel", false),
    ("lettings", false),
    ("phones", false),
    ("plombier", false),
    ("printshop", false),
    ("salon", false),
    ("traiteur", false),
    ("vet", false),
    ("webshop", false),
    ("autoecole", true),
    ("movers", true),
    ("opticien", true),
    ("pestcontrol", true),
    ("storage", true),
    ("theatre", true),
];

/// A file of `tests/fixtures`.
pub fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)).unwrap()
}

/// The export of a business.
pub fn export(business: &str) -> Vec<u8> {
    fixture(&format!("businesses/{business}.csv"))
}

/// What is true of each conversation of a business.
pub fn truths(business: &str) -> Vec<Value> {
    let file: Value = serde_json::from_slice(&fixture(&format!("businesses/{business}-truth.json"))).unwrap();
    file["conversations"].as_array().unwrap().clone()
}

/// Returns true if `text` contains `value` as whole words.
pub fn contains(text: &str, value: &str) -> bool {
    let (text, value) = (text.to_lowercase(), value.to_lowercase());
    let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(&value).any(|(start, found)| {
        !is_inside(text[..start].chars().next_back())
            && !is_inside(text[start + found.len()..].chars().next())
    })
}

/// The number of things that were counted, and of those that are right.
#[derive(Debug, Default, Clone, Copy)]
pub struct Share {
    all: usize,
    right: usize,
}

impl Share {
    /// Counts one more.
    pub fn count(&mut self, is_right: bool) {
        self.all += 1;
        self.right += usize::from(is_right);
    }

    /// 0 to 1.
    pub fn value(&self) -> f64 {
        self.right as f64 / self.all as f64
    }
}

/// The shares as columns of a table.
pub fn columns(shares: &[Share]) -> String {
    shares.iter().map(Share::to_string).collect::<Vec<_>>().join(" | ")
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.all += other.all;
        self.right += other.right;
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} % of {}", 100.0 * self.value(), self.all)
    }
}
