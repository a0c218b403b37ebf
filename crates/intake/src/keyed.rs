//! Requests with an idempotency key: what makes two of them the same.

use std::fmt::Write as _;

use gleaner_domain::UserId;
use gleaner_persistence::jobs::KeyedRequest;

use crate::prepare::ExportFile;

/// The request that sends `file`; `None` if it has no key.
pub(crate) fn keyed(file: &ExportFile, sha256: &str, user: &UserId) -> Option<KeyedRequest> {
    let key = file.key.clone()?;
    Some(KeyedRequest { user: user.clone(), key, fingerprint: fingerprint(file, sha256) })
}

/// A digest of what changes the import: the file, and what the sender states about it. The form of the upload does not.
fn fingerprint(file: &ExportFile, sha256: &str) -> String {
    let ExportFile { review, mode, budget, columns, .. } = file;
    let mut text = format!("{sha256} review={review:?} mode={} budget={budget:?}", mode.as_str());
    for (column, name) in columns.stated() {
        // A folded name contains no quotation mark.
        let _ = write!(text, " {}=\"{name}\"", column.name());
    }
    gleaner_sources::sha256(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use gleaner_domain::{Budget, ImportMode};
    use gleaner_sources::ColumnMap;

    use super::*;

    #[test]
    fn everything_that_changes_the_import_changes_the_fingerprint() {
        let map = |column: &str, name: &str| ColumnMap::new([(column.into(), name.into())].into()).unwrap();
        let file = |review, columns| ExportFile { review, columns, ..ExportFile::default() };
        let prints = [
            fingerprint(&file(None, ColumnMap::default()), "a"),
            fingerprint(&file(None, ColumnMap::default()), "b"),
            fingerprint(&file(Some(true), ColumnMap::default()), "a"),
            fingerprint(&file(Some(false), ColumnMap::default()), "a"),
            fingerprint(&file(None, map("body", "text")), "a"),
            fingerprint(&file(None, map("from", "text")), "a"),
            fingerprint(&file(None, map("body", "texts")), "a"),
            fingerprint(&ExportFile { mode: ImportMode::Economy, ..ExportFile::default() }, "a"),
            fingerprint(&ExportFile { budget: Budget::of_dollars(1.0), ..ExportFile::default() }, "a"),
        ];
        assert_eq!(std::collections::BTreeSet::from(prints.clone()).len(), prints.len());
    }
}
