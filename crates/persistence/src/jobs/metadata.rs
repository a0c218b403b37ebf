//! The JSON of `import_metadata`: what is stored of an import besides its counters.

use std::collections::BTreeMap;

use gleaner_domain::{LeftOut, NoPatternReason, RowCounts, RowReason, Warning};
use serde::{Deserialize, Serialize};

use crate::error::Error;

const CORRUPT: Error = Error::Corrupt("pattern_import_jobs.import_metadata");

/// Conversations of the file that are not part of the import. Their messages stay importable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutCounts {
    /// Those in which only one side wrote.
    pub one_sided: u64,
    /// Those over the limit of an import.
    pub over_limit: u64,
}

impl From<LeftOut> for LeftOutCounts {
    fn from(left_out: LeftOut) -> Self {
        Self { one_sided: left_out.one_sided as u64, over_limit: left_out.over_limit as u64 }
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ImportMetadata {
    bytes: u64,
    #[serde(default)]
    rows: StoredCounts,
    #[serde(default)]
    warnings: Vec<StoredWarning>,
    pub left_out: LeftOutCounts,
    /// Failed conversations by reason, filled in when the job ends.
    #[serde(default)]
    pub failures: BTreeMap<String, u64>,
    /// Conversations without a pattern by reason, filled in when the job ends.
    #[serde(default)]
    pub without_pattern: BTreeMap<String, u64>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredCounts {
    imported: u64,
    reasons: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredWarning {
    code: String,
    count: u64,
    line: Option<u64>,
}

impl ImportMetadata {
    /// The metadata of a new import.
    pub fn new(bytes: u64, rows: &RowCounts, warnings: &[Warning], left_out: LeftOutCounts) -> Self {
        let reasons = rows.reasons.iter().map(|(reason, count)| (reason.as_str().to_owned(), *count));
        let warning = |warning: &Warning| StoredWarning {
            code: warning.code.as_str().to_owned(),
            count: warning.count,
            line: warning.line,
        };
        Self {
            bytes,
            rows: StoredCounts { imported: rows.imported, reasons: reasons.collect() },
            warnings: warnings.iter().map(warning).collect(),
            left_out,
            failures: BTreeMap::new(),
            without_pattern: BTreeMap::new(),
        }
    }

    pub fn row_counts(&self) -> Result<RowCounts, Error> {
        let reason = |(name, count): (&String, &u64)| Some((name.parse::<RowReason>().ok()?, *count));
        let reasons = self.rows.reasons.iter().map(reason).collect::<Option<_>>().ok_or(CORRUPT)?;
        Ok(RowCounts { imported: self.rows.imported, reasons })
    }

    pub fn warnings(&self) -> Result<Vec<Warning>, Error> {
        let warning = |stored: &StoredWarning| {
            let code = stored.code.parse().ok()?;
            Some(Warning { code, count: stored.count, line: stored.line })
        };
        self.warnings.iter().map(warning).collect::<Option<_>>().ok_or(CORRUPT)
    }

    /// Conversations without a pattern by reason, the most frequent first.
    pub fn without_pattern(&self) -> Result<Vec<(NoPatternReason, u64)>, Error> {
        let reason = |(name, count): (&String, &u64)| Some((name.parse::<NoPatternReason>().ok()?, *count));
        let reasons = self.without_pattern.iter().map(reason);
        let mut reasons = reasons.collect::<Option<Vec<_>>>().ok_or(CORRUPT)?;
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), reason.as_str()));
        Ok(reasons)
    }

    pub fn encode(&self) -> Result<serde_json::Value, Error> {
        serde_json::to_value(self).map_err(|_| CORRUPT)
    }

    pub fn decode(value: serde_json::Value) -> Result<Self, Error> {
        serde_json::from_value(value).map_err(|_| CORRUPT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_of_an_earlier_version_can_be_read() {
        let kept = serde_json::json!({
            "bytes": 7, "rows": { "total": 3, "empty": 1, "automated": 0, "not_messages": 0, "rejected": [] },
            "left_out": { "one_sided": 1, "over_limit": 0 }, "failures": {},
        });
        let metadata = ImportMetadata::decode(kept).unwrap();
        assert_eq!(metadata.row_counts().unwrap(), RowCounts::default());
        assert_eq!(metadata.left_out.one_sided, 1);
    }
}
