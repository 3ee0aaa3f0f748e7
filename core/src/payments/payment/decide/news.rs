use std::fmt::Display;

use crate::{
    aggregate::Message,
    payments::payment::{
        contract::{AmountMismatch, ConflictingFact, DomainEvent, UnexpectedFact, UnmatchedFact},
        state::{Payment, Status},
    },
    values::{Instant, Money},
};

/// What a gateway reports, of which payment.
pub(super) struct News<'a> {
    pub(super) payment: &'a Payment,
    /// The report's name on the wire.
    pub(super) name: &'static str,
}

/// A report with what it is known by.
pub(super) struct Fact<'a> {
    news: &'a News<'a>,
    key: String,
    amount: Option<Money>,
    at: Instant,
}

impl News<'_> {
    pub(super) fn fact(&self, key: impl Display, amount: Option<Money>, at: Instant) -> Fact<'_> {
        Fact { news: self, key: key.to_string(), amount, at }
    }

    pub(super) fn status(&self) -> Option<Status> {
        self.payment.status()
    }

    /// Whether the payment is in one of these states.
    pub(super) fn is_in(&self, states: &[Status]) -> bool {
        self.status().is_some_and(|status| states.contains(&status))
    }

    /// Whether that was noted before.
    pub(super) fn knows(&self, what: &str, key: impl Display) -> bool {
        self.payment.books().noted.contains(&format!("{what} {key}"))
    }
}

impl Fact<'_> {
    /// The domain event where `expected`, and otherwise a note that the state has no place for the
    /// fact. News that has no id of its own is known by its instant.
    pub(super) fn leads_to(
        self,
        domain_event: impl Into<DomainEvent>,
        expected: bool,
    ) -> Vec<DomainEvent> {
        let happened = domain_event.into();
        if self.news.knows(happened.wire_name(), self.at) {
            return Vec::new();
        }
        if expected { vec![happened] } else { self.unexpected() }
    }

    /// Notes, once, that the state has no place for it.
    pub(super) fn unexpected(self) -> Vec<DomainEvent> {
        if self.news.knows(self.news.name, &self.key) {
            return Vec::new();
        }
        let Self { news, key, amount, at } = self;
        let fact = news.name.to_owned();
        match news.status() {
            None => vec![UnmatchedFact { fact, key, amount, at }.into()],
            Some(status) => {
                let from = status.name().to_owned();
                vec![UnexpectedFact { fact, key, from, amount, at }.into()]
            }
        }
    }

    /// Notes, once, that it says something else than what is known already.
    pub(super) fn conflicting(self) -> Vec<DomainEvent> {
        let Self { news, key, amount, at } = self;
        let key = amount.map_or(key.clone(), |amount| format!("{key} {amount}"));
        if news.knows(news.name, &key) {
            return Vec::new();
        }
        vec![ConflictingFact { fact: news.name.to_owned(), key, amount, at }.into()]
    }

    /// Notes, once, that another amount was to be expected.
    pub(super) fn mismatches(&self, expected: Money, got: Money) -> Option<DomainEvent> {
        if self.news.knows(self.news.name, &self.key) {
            return None;
        }
        let (fact, key, at) = (self.news.name.to_owned(), self.key.clone(), self.at);
        Some(AmountMismatch { fact, key, expected, got, at }.into())
    }

    /// What a gateway took for an amount, where it is a fee: not below 0, and in the amount's currency.
    /// What is none is left off, and noted beside what did happen.
    pub(super) fn fee(
        &self,
        fee: Option<Money>,
        of: Money,
    ) -> (Option<Money>, Option<DomainEvent>) {
        let sound = |fee: &Money| !fee.is_negative() && fee.currency() == of.currency();
        match fee {
            Some(fee) if !sound(&fee) => {
                let key = format!("{} fee", self.key);
                let note = Fact { news: self.news, key, amount: Some(fee), at: self.at };
                (None, note.unexpected().into_iter().next())
            }
            Some(_) | None => (fee, None),
        }
    }

    /// Whether an amount is above 0 and in the currency of the payment.
    pub(super) fn is_sound(&self, amount: Money) -> bool {
        let currency = self.news.payment.charge().map(super::super::state::Charge::currency);
        amount.is_positive() && currency.is_none_or(|currency| currency == amount.currency())
    }
}
