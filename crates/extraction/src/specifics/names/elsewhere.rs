//! People of a conversation who are known from other conversations, or from what no other customer got.

use gleaner_domain::{CustomerKey, Direction, Message, SentStatistics, Variable};

use super::{Names, author, is_candidate, person_key, words};
use crate::specifics::proper_nouns::{proper_noun_key, proper_nouns};
use crate::text::{plain, readable};

impl Names {
    /// Adds the people in `message` who, by `sent`, are named in another conversation or in this one alone.
    pub(super) fn add_elsewhere(&mut self, message: &Message, sent: &SentStatistics, customer: CustomerKey) {
        self.add_known(message, sent);
        if message.direction == Direction::Outgoing && !sent.has_few_customers() {
            self.add_unshared(message, sent, customer);
        }
    }

    fn add_known(&mut self, message: &Message, sent: &SentStatistics) {
        for (name, _) in words(readable(&message.body)).filter(|(_, is_capital)| *is_capital) {
            let Some(name) = plain(name).filter(|name| is_candidate(name)) else { continue };
            if sent.customers(person_key(&name)) > 0 && !self.named.contains_key(&name) {
                self.elsewhere.insert(name, author(message));
            }
        }
    }

    /// Adds the proper nouns of an operator's message that no other customer got: most of them are people.
    fn add_unshared(&mut self, message: &Message, sent: &SentStatistics, customer: CustomerKey) {
        for name in proper_nouns(readable(&message.body)).into_iter().filter_map(plain) {
            let is_shared = sent.others(proper_noun_key(&name), customer) > 0;
            if !is_shared && is_candidate(&name) && !self.named.contains_key(&name) {
                self.elsewhere.insert(name, Variable::CustomerName);
            }
        }
    }
}
