//! Which module of the crate may use which: read from the `use` declarations and paths of the source files.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every module of the crate, and the modules that it may use. Each may use only modules above it.
const ALLOWED: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("dialogue", &["text"]),
    ("specifics", &["text", "dialogue"]),
    ("extractor", &[]),
    ("prefilter", &["dialogue"]),
    ("redaction", &["specifics"]),
    ("rules", &["text", "dialogue", "specifics", "extractor", "prefilter"]),
    ("openai", &["text", "specifics", "extractor", "prefilter", "redaction"]),
];

/// The modules in a folder, and the code of each without comments and tests.
type Modules = BTreeMap<String, String>;

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn modules(folder: &Path) -> Modules {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = paths.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path));
    named.filter(|(name, _)| name != "lib").map(|(name, path)| (name, code(&path))).collect()
}

fn code(path: &Path) -> String {
    if path.is_dir() {
        return modules(path).into_values().collect();
    }
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The names after `prefix` in `code`.
fn used(code: &str, prefix: &str) -> BTreeSet<String> {
    let after = code.split(prefix).skip(1);
    after.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

#[test]
fn modules_use_only_what_they_may() {
    let modules = modules(&source_folder());
    let known: Vec<_> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(modules.keys().map(String::as_str).collect::<BTreeSet<_>>(), known.iter().copied().collect());
    for (position, (name, allowed)) in ALLOWED.iter().enumerate() {
        assert!(allowed.iter().all(|other| known[..position].contains(other)), "{name} is out of order");
        let uses = used(&modules[*name], "crate::");
        let uses = uses.iter().map(String::as_str).filter(|other| other != name);
        assert_eq!(uses.collect::<BTreeSet<_>>(), allowed.iter().copied().collect(), "used by {name}");
        assert!(!modules[*name].contains("super::super"), "{name} must name modules by crate::");
    }
}

#[test]
fn no_module_uses_itself_through_others() {
    for (folder, _) in ALLOWED {
        let path = source_folder().join(folder);
        if !path.is_dir() {
            continue;
        }
        let mut open = modules(&path);
        open.remove("mod");
        while !open.is_empty() {
            let uses_open = |code: &String| {
                let uses = used(code, "super::").into_iter().chain(used(code, &format!("crate::{folder}::")));
                uses.into_iter().any(|other| open.contains_key(&other))
            };
            let done: Vec<_> =
                open.iter().filter(|(_, code)| !uses_open(code)).map(|(name, _)| name.clone()).collect();
            assert!(!done.is_empty(), "these modules of {folder} use each other: {:?}", open.keys());
            done.iter().for_each(|name| drop(open.remove(name)));
        }
    }
}
