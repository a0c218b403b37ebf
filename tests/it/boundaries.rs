//! Which crate may know which: the boundaries that the crates are there for.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Every member, and the members it may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("gleaner-domain", &[]),
    ("gleaner-migration", &[]),
    ("gleaner-sources", &["domain"]),
    ("gleaner-extraction", &["domain"]),
    ("gleaner-persistence", &["domain"]),
    ("gleaner-intake", &["domain", "sources", "persistence"]),
    ("gleaner-worker", &["domain", "extraction", "persistence"]),
    ("gleaner-api", &["domain", "sources", "persistence", "intake"]),
    ("gleaner-server", &["domain", "api", "worker", "extraction", "intake", "persistence", "migration"]),
];

/// Libraries that stay inside the crates they were taken for.
const CONFINED: &[(&str, &[&str])] = &[
    ("actix-web", &["gleaner-api", "gleaner-server"]),
    ("sea-orm", &["gleaner-persistence"]),
    ("sea-orm-migration", &["gleaner-migration", "gleaner-server"]),
    ("async-openai", &["gleaner-extraction"]),
    ("csv-async", &["gleaner-sources", "gleaner-api"]),
    ("tokio", &["gleaner-worker", "gleaner-api", "gleaner-server"]),
];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap()
}

fn dependencies(metadata: &Metadata, package: &str) -> BTreeSet<String> {
    let package = metadata.packages.iter().find(|other| other.name.as_str() == package).unwrap();
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.clone()).collect()
}

#[test]
fn crates_depend_only_on_what_they_may() {
    let metadata = metadata();
    for (package, allowed) in ALLOWED {
        let allowed: BTreeSet<_> = allowed.iter().map(|name| format!("gleaner-{name}")).collect();
        let ours = dependencies(&metadata, package).into_iter().filter(|name| name.starts_with("gleaner-"));
        for dependency in ours {
            assert!(allowed.contains(&dependency), "{package} must not depend on {dependency}");
        }
    }
    let known: BTreeSet<_> = ALLOWED.iter().map(|(package, _)| *package).chain(["gleaner-tests"]).collect();
    let members: BTreeSet<_> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(members, known);
}

#[test]
fn libraries_stay_inside_the_crates_they_were_taken_for() {
    let metadata = metadata();
    for (library, crates) in CONFINED {
        for (package, _) in ALLOWED {
            let uses = dependencies(&metadata, package).contains(*library);
            assert!(!uses || crates.contains(package), "{package} must not depend on {library}");
        }
    }
}
