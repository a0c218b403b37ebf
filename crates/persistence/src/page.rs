//! Pages of lists.

/// Cuts the rows of a query for one row more than the page may have. Returns the page, and whether there is another one.
pub(crate) fn cut<T>(mut rows: Vec<T>, limit: u64) -> (Vec<T>, bool) {
    let has_more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    (rows, has_more)
}
