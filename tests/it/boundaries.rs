//! The dependencies that each crate may have. The crates exist to restrict dependencies.

use std::collections::BTreeSet;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Every member with the members that it may depend on. Only `gleaner-tests` is not listed: it may depend on all of
/// them. It builds the application with `gleaner-server`, as the binary does, so a test runs with the same parts and
/// defaults.
const ALLOWED: &[(&str, &[&str])] = &[
    ("gleaner-domain", &[]),
    ("gleaner-migration", &[]),
    ("gleaner-sources", &["domain"]),
    ("gleaner-exchange", &["domain"]),
    ("gleaner-extraction", &["domain"]),
    ("gleaner-persistence", &["domain"]),
    ("gleaner-intake", &["domain", "sources", "persistence"]),
    ("gleaner-worker", &["domain", "extraction", "persistence"]),
    ("gleaner-api", &["domain", "sources", "exchange", "persistence", "intake"]),
    (
        "gleaner-server",
        &["domain", "api", "worker", "exchange", "extraction", "intake", "persistence", "migration"],
    ),
];

/// Libraries with the crates that may depend on them.
const CONFINED: &[(&str, &[&str])] = &[
    ("actix-web", &["gleaner-api", "gleaner-server"]),
    ("sea-orm", &["gleaner-persistence"]),
    ("sea-orm-migration", &["gleaner-migration", "gleaner-server"]),
    ("async-openai", &["gleaner-extraction"]),
    ("phonenumber", &["gleaner-domain"]),
    ("csv", &["gleaner-exchange"]),
    ("csv-async", &["gleaner-sources", "gleaner-api"]),
    ("tokio", &["gleaner-persistence", "gleaner-worker", "gleaner-api", "gleaner-server"]),
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
fn crates_depend_only_on_the_crates_that_they_may() {
    let metadata = metadata();
    for (package, allowed) in ALLOWED {
        let allowed: BTreeSet<_> = allowed.iter().map(|name| format!("gleaner-{name}")).collect();
        let members =
            dependencies(&metadata, package).into_iter().filter(|name| name.starts_with("gleaner-"));
        for dependency in members {
            assert!(allowed.contains(&dependency), "{package} must not depend on {dependency}");
        }
    }
    let known: BTreeSet<_> = ALLOWED.iter().map(|(package, _)| *package).chain(["gleaner-tests"]).collect();
    let members: BTreeSet<_> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(members, known);
}

#[test]
fn libraries_are_used_only_in_the_crates_that_may_use_them() {
    let metadata = metadata();
    for (library, crates) in CONFINED {
        for (package, _) in ALLOWED {
            let uses = dependencies(&metadata, package).contains(*library);
            assert!(!uses || crates.contains(package), "{package} must not depend on {library}");
        }
    }
}
