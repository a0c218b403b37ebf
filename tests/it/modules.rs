//! Which module of a crate may use which: read from the paths in the source files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of `gleaner-extraction`, and the modules that each may use.
const EXTRACTION: &[(&str, &[&str])] = &[
    ("lexicon", &[]),
    ("model", &[]),
    ("recognizers", &[]),
    ("extractor", &[]),
    ("embedder", &["extractor"]),
    ("text", &["lexicon"]),
    ("dialogue", &["lexicon", "text"]),
    ("types", &["recognizers", "specifics", "text"]),
    ("specifics", &["lexicon", "recognizers", "text", "dialogue"]),
    ("statement", &["lexicon", "text", "dialogue", "specifics"]),
    ("statistics", &["text", "dialogue", "specifics", "statement"]),
    ("facts", &["lexicon", "model", "text", "specifics", "statement", "statistics"]),
    ("question", &["lexicon", "recognizers", "text", "dialogue", "specifics"]),
    ("asked", &["question", "specifics", "text"]),
    ("prefilter", &["dialogue"]),
    ("redaction", &["specifics", "text"]),
    (
        "rules",
        &[
            "lexicon",
            "model",
            "text",
            "dialogue",
            "specifics",
            "statement",
            "facts",
            "question",
            "types",
            "extractor",
            "prefilter",
        ],
    ),
    (
        "openai",
        &[
            "text",
            "specifics",
            "statement",
            "facts",
            "question",
            "types",
            "embedder",
            "extractor",
            "prefilter",
            "redaction",
        ],
    ),
    ("training", &["model", "specifics", "statement", "facts", "question", "rules", "types"]),
];

/// The modules in a folder, each with its code and that of its submodules, without comments and tests.
type Modules = BTreeMap<String, String>;

fn crates() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("src")).collect()
}

fn modules(folder: &Path) -> Modules {
    let mut modules = Modules::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !["lib", "main", "mod", "tests"].contains(&name.as_str()) {
            modules.entry(name).or_default().push_str(&code(&path));
        }
    }
    modules
}

fn code(path: &Path) -> String {
    if path.is_dir() {
        let root = path.join("mod.rs");
        let root = if root.exists() { code(&root) } else { String::new() };
        return modules(path).into_values().chain([root]).collect();
    }
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The names after `prefix` in `code`, also those in braces.
fn used(code: &str, prefix: &str) -> BTreeSet<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for rest in code.split(prefix).skip(1) {
        match rest.strip_prefix('{') {
            None => drop(names.insert(name(rest))),
            Some(list) => {
                let list = list.split(';').next().unwrap();
                names.extend(list.split([',', '{', '}']).map(|item| name(item.trim())));
            }
        }
    }
    names
}

/// Asserts that the modules of a folder can be ordered so that each uses only those before it.
fn assert_acyclic(folder: &Path, prefixes: &[String]) {
    let mut open = modules(folder);
    while !open.is_empty() {
        let uses_open = |name: &str, code: &str| {
            let used = prefixes.iter().flat_map(|prefix| used(code, prefix));
            used.into_iter().any(|other| other != name && open.contains_key(&other))
        };
        let done: Vec<_> =
            open.iter().filter(|(name, code)| !uses_open(name, code)).map(|(name, _)| name.clone()).collect();
        assert!(!done.is_empty(), "these modules use each other: {:?} of {}", open.keys(), folder.display());
        done.iter().for_each(|name| drop(open.remove(name)));
    }
}

#[test]
fn no_module_uses_itself_through_others() {
    for source in crates() {
        assert_acyclic(&source, &["crate::".to_owned()]);
        for name in modules(&source).keys().filter(|name| source.join(name).is_dir()) {
            assert_acyclic(&source.join(name), &["super::".to_owned(), format!("crate::{name}::")]);
        }
    }
}

#[test]
fn the_parts_of_extraction_use_only_what_they_may() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/extraction/src");
    let modules = modules(&source);
    let known: BTreeSet<_> = EXTRACTION.iter().map(|(name, _)| *name).collect();
    assert_eq!(modules.keys().map(String::as_str).collect::<BTreeSet<_>>(), known);
    for (name, allowed) in EXTRACTION {
        let used = used(&modules[*name], "crate::");
        let used: BTreeSet<_> = used.iter().map(String::as_str).filter(|other| other != name).collect();
        assert_eq!(used, allowed.iter().copied().collect(), "used by {name}");
        assert!(!modules[*name].contains("super::super"), "{name} must name modules by crate::");
    }
}
