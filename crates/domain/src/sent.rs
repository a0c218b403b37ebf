//! What operators send, and to how many customers: what different customers get is the business's, what one
//! customer gets belongs to one case.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use sha2::{Digest, Sha256};
use smallvec::SmallVec;

use crate::conversation::Conversation;

/// The number of customers that [`SentStatistics`] counts for each key. More make no difference.
pub const MAX_COUNTED_CUSTOMERS: usize = 32;
/// With fewer customers, a value that one customer got need not belong to one case.
const MANY_CUSTOMERS: usize = 12;

/// Identifies something that operators send, such as a sentence or an amount, by a hash of its normalized form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SentKey(pub i64);

impl SentKey {
    /// The key of what `parts` describe together: what it is, and its normalized text.
    pub fn of(parts: &[&str]) -> Self {
        Self(hash(parts))
    }
}

/// Identifies the customers of a conversation by a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomerKey(pub i64);

impl CustomerKey {
    /// The customers of `conversation`, or the conversation itself if they are not known.
    pub fn of(conversation: &Conversation) -> Self {
        let customers: Vec<&str> = conversation.customers.iter().map(|customer| customer.as_str()).collect();
        match customers.is_empty() {
            true => Self(hash(&["conversation", conversation.key.as_str()])),
            false => Self(hash(&customers)),
        }
    }
}

/// The first 8 bytes of SHA-256: stored, so it must not depend on the program's version.
fn hash(parts: &[&str]) -> i64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(8).fold(0_i64, |value, byte| (value << 8) | i64::from(*byte))
}

/// To how many customers operators sent something: for each key, the lowest [`MAX_COUNTED_CUSTOMERS`] customers. The
/// order in which they are added makes no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentStatistics {
    by_key: HashMap<SentKey, Customers, RandomState>,
    all: Customers,
}

/// Distinct customers in ascending order. Most keys are sent to one or two, which need no allocation.
type Customers = SmallVec<[CustomerKey; 2]>;

impl SentStatistics {
    /// Adds that `customer` was sent what `key` identifies. Adding it again changes nothing.
    pub fn add(&mut self, key: SentKey, customer: CustomerKey) {
        for customers in [self.by_key.entry(key).or_default(), &mut self.all] {
            if let Err(index) = customers.binary_search(&customer)
                && index < MAX_COUNTED_CUSTOMERS
            {
                customers.insert(index, customer);
                customers.truncate(MAX_COUNTED_CUSTOMERS);
            }
        }
    }

    /// Returns true if too few customers were counted to tell what only one of them got.
    pub fn has_few_customers(&self) -> bool {
        self.all.len() < MANY_CUSTOMERS
    }

    /// The number of customers who were sent what `key` identifies.
    pub fn customers(&self, key: SentKey) -> usize {
        self.by_key.get(&key).map_or(0, SmallVec::len)
    }

    /// The number of customers other than `customer` who were sent what `key` identifies.
    pub fn others(&self, key: SentKey, customer: CustomerKey) -> usize {
        self.by_key
            .get(&key)
            .map_or(0, |customers| customers.len() - usize::from(customers.contains(&customer)))
    }

    /// The keys that were added.
    pub fn keys(&self) -> impl Iterator<Item = SentKey> {
        self.by_key.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{conversation, incoming};

    #[test]
    fn a_customer_counts_once() {
        let ann = |key: &str| CustomerKey::of(&conversation(key, [incoming("Hi").from("ann@example.com")]));
        let key = SentKey::of(&["amount", "25"]);
        let mut sent = SentStatistics::default();
        sent.add(key, ann("CN1"));
        sent.add(key, ann("CN2"));
        assert_eq!((sent.customers(key), sent.others(key, ann("CN3"))), (1, 0));
        sent.add(key, CustomerKey(7));
        assert_eq!((sent.customers(key), sent.others(key, ann("CN3"))), (2, 1));
    }

    #[test]
    fn keys_are_the_same_in_every_version() {
        assert_eq!(SentKey::of(&["amount", "25"]), SentKey(-8191712578767876325));
        assert_ne!(SentKey::of(&["a", "bc"]), SentKey::of(&["ab", "c"]));
    }

    #[test]
    fn the_number_of_counted_customers_is_bounded() {
        let mut sent = SentStatistics::default();
        (0..100).for_each(|customer| sent.add(SentKey(1), CustomerKey(customer)));
        assert_eq!(sent.customers(SentKey(1)), MAX_COUNTED_CUSTOMERS);
    }

    #[test]
    fn the_order_in_which_customers_are_added_makes_no_difference() {
        let (mut ascending, mut descending) = (SentStatistics::default(), SentStatistics::default());
        (0..100).for_each(|customer| ascending.add(SentKey(1), CustomerKey(customer)));
        (0..100).rev().for_each(|customer| descending.add(SentKey(1), CustomerKey(customer)));
        assert_eq!(ascending, descending);
    }
}
