//! The made-up businesses of `tests/fixtures/businesses`.

use std::path::PathBuf;

use serde_json::Value;

/// The businesses, and whether they are held out: nothing was made from those.
pub const BUSINESSES: [(&str, bool); 17] = [
    ("bikes", false),
    ("clinic", false),
    ("cocina", false),
    ("garage", false),
    ("gimnasio", false),
    ("hotel", false),
    ("lettings", false),
    ("phones", false),
    ("plombier", false),
    ("salon", false),
    ("traiteur", false),
    ("vet", false),
    ("webshop", false),
    ("autoecole", true),
    ("movers", true),
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
