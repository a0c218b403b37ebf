use super::*;

fn row(line: u64, reason: RowReason) -> ReportedRow {
    ReportedRow { line, reason, column: None }
}

#[test]
fn every_row_has_one_outcome_and_the_outcomes_add_up() {
    let mut report = RowReport::default();
    report.add_imported();
    report.add_imported();
    report.reclassify(3, RowReason::ImportedBefore);
    report.add(row(4, RowReason::NoText));
    report.add(row(5, RowReason::UnknownDirection));
    report.add(row(6, RowReason::CutShort));
    let sum: u64 = RowOutcome::VARIANTS.iter().map(|outcome| report.counts.of(*outcome)).sum();
    assert_eq!((sum, report.counts.total()), (5, 5));
    assert_eq!(report.counts.of(RowOutcome::Rejected), 2);
    assert_eq!(report.counts.of(RowOutcome::Imported), 1);
    assert!(!report.is_mostly_rejected());
}

#[test]
fn rejected_rows_are_listed_before_skipped_ones() {
    let mut report = RowReport::default();
    for line in 2..3_000 {
        report.add(row(line, RowReason::NoText));
    }
    report.add(row(3_000, RowReason::NoTime));
    let kept = report.detailed();
    assert_eq!(kept.len(), MAX_DETAILED_ROWS);
    assert_eq!(kept.last().unwrap().line, 3_000);
    assert!(kept.is_sorted_by_key(|row| row.line));
}

#[test]
fn half_of_the_rows_can_be_rejected_but_not_more() {
    let mut report = RowReport::default();
    report.add_imported();
    report.add(row(3, RowReason::NoTime));
    assert!(!report.is_mostly_rejected());
    report.add(row(4, RowReason::NoTime));
    assert!(report.is_mostly_rejected());
}
