//! To which customers operators sent what. Only hashes are stored.

use gleaner_domain::sent::MAX_COUNTED_CUSTOMERS;
use gleaner_domain::{CustomerKey, JobId, SentKey, SentStatistics};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, Set, Statement};

use crate::Database;
use crate::entities::sent_to_customer::{ActiveModel, Column, Entity};
use crate::error::Error;

/// How many keys one statement looks up. Postgres compiles a query for thousands of keys, which takes longer than
/// executing it.
const KEYS_PER_STATEMENT: usize = 512;

#[derive(FromQueryResult)]
struct Sent {
    sent_key: i64,
    customer_key: i64,
}

/// Returns to how many customers operators sent what `keys` identify, in all imports that are recorded so far. For each
/// key, at most [`MAX_COUNTED_CUSTOMERS`] rows are read, however many there are.
///
/// # Errors
/// The database failed.
pub async fn load(db: &Database, keys: &[SentKey]) -> Result<SentStatistics, Error> {
    let db = db.reader();
    let mut statistics = SentStatistics::default();
    for chunk in keys.chunks(KEYS_PER_STATEMENT) {
        let values = chunk.iter().map(|key| key.0.into());
        let query = Statement::from_sql_and_values(db.get_database_backend(), lookup(chunk.len()), values);
        for row in Sent::find_by_statement(query).all(db).await? {
            statistics.add(SentKey(row.sent_key), CustomerKey(row.customer_key));
        }
    }
    Ok(statistics)
}

/// A query for the lowest customers of each of `keys` keys. Each step finds the next customer of every key in the
/// primary key, so it reads neither further customers of a key nor rows of other jobs with the same customer.
fn lookup(keys: usize) -> String {
    let placeholders: Vec<_> = (1..=keys).map(|number| format!("(${number})")).collect();
    let next = |condition: &str| {
        format!(
            "(SELECT customer_key FROM sent_to_customers stored WHERE {condition} ORDER BY customer_key LIMIT 1)"
        )
    };
    format!(
        "WITH RECURSIVE wanted (sent_key) AS (VALUES {}), found (sent_key, customer_key, number) AS ( \
         SELECT sent_key, {}, 1 FROM wanted \
         UNION ALL \
         SELECT sent_key, {}, number + 1 FROM found \
         WHERE customer_key IS NOT NULL AND number < {MAX_COUNTED_CUSTOMERS}) \
         SELECT sent_key, customer_key FROM found WHERE customer_key IS NOT NULL",
        placeholders.join(", "),
        next("stored.sent_key = wanted.sent_key"),
        next("stored.sent_key = found.sent_key AND stored.customer_key > found.customer_key"),
    )
}

/// Stores that operators sent what `keys` identify to `customer`. Rows of the job that exist are left as they are.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    job: JobId,
    customer: CustomerKey,
    keys: &[SentKey],
) -> Result<(), Error> {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    for chunk in keys.chunks(Database::rows_per_statement(3)) {
        let rows = chunk.iter().map(|key| ActiveModel {
            sent_key: Set(key.0),
            customer_key: Set(customer.0),
            import_job_id: Set(job.0),
        });
        let columns = [Column::SentKey, Column::CustomerKey, Column::ImportJobId];
        let conflict = OnConflict::columns(columns).do_nothing().to_owned();
        Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(db).await?;
    }
    Ok(())
}
