use serde::Serialize;

use super::{
    contract::{QuotaSize, Terms},
    decide::standing::Standing,
    state::{QuotaState, Sales},
};
use crate::values::{Instant, Money, QuotaCode, TicketTypeCode};

/// What a buyer could have of a ticket type right now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Availability {
    /// Which ticket type.
    pub ticket_type: TicketTypeCode,
    /// What one costs.
    pub price: Money,
    /// Whether sales are open and the time is within the ticket type's window.
    pub on_sale: bool,
    /// The least of what its quotas have left, at least 0; `null` when all are unlimited.
    pub available: Option<u64>,
}

/// What became of the places of a quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuotaUse {
    /// Which quota.
    pub quota: QuotaCode,
    /// How many places it has.
    pub size: QuotaSize,
    /// Sold, and not returned.
    pub sold: u64,
    /// Taken off sale.
    pub blocked: u64,
    /// In live holds.
    pub held: u64,
    /// What is left; below zero when it is overcommitted, `null` when it is unlimited.
    pub free: Option<i64>,
}

/// A ticket type, and what became of the quota that leaves it the fewest places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeFigures {
    /// Which ticket type.
    pub ticket_type: TicketTypeCode,
    /// What one costs, and who may have it when.
    pub terms: Terms,
    /// The quota that decides; the first of those that leave the same.
    pub tightest: QuotaUse,
}

impl Sales {
    /// What is left of each ticket type at `now`.
    #[must_use]
    pub fn availability(&self, now: Instant) -> Vec<Availability> {
        let time = self.time(now);
        let types = self.figures(now).into_iter().map(|of| Availability {
            ticket_type: of.ticket_type,
            price: of.terms.price,
            on_sale: !self.closed && of.terms.on_sale.is_none_or(|window| window.contains(time)),
            available: of.tightest.free.map(|free| free.max(0).unsigned_abs()),
        });
        types.collect()
    }

    /// What became of the places of each quota at `now`.
    #[must_use]
    pub fn quota_uses(&self, now: Instant) -> Vec<QuotaUse> {
        let standing = Standing::at(self, self.time(now));
        self.quotas.iter().map(|(code, quota)| quota_use(&standing, code, quota)).collect()
    }

    /// Each ticket type at `now`, with the quota that decides what is left of it.
    #[must_use]
    pub fn figures(&self, now: Instant) -> Vec<TypeFigures> {
        let standing = Standing::at(self, self.time(now));
        let types = self.ticket_types.iter().filter_map(|(code, of)| {
            let quotas = of.quotas.iter().filter_map(|quota| self.quotas.get_key_value(quota));
            let uses = quotas.map(|(code, quota)| quota_use(&standing, code, quota));
            // An unlimited quota decides only where there is no other.
            let tightest = uses.min_by_key(|of| (of.free.is_none(), of.free))?;
            Some(TypeFigures { ticket_type: code.clone(), terms: of.terms.clone(), tightest })
        });
        types.collect()
    }

    /// When the first of the holds lapses that are live at `now`.
    #[must_use]
    pub fn next_lapse(&self, now: Instant) -> Option<Instant> {
        self.first_lapse_after(self.time(now))
    }
}

fn quota_use(standing: &Standing<'_>, code: &QuotaCode, quota: &QuotaState) -> QuotaUse {
    QuotaUse {
        quota: code.clone(),
        size: quota.size,
        sold: quota.sold,
        blocked: quota.blocked,
        held: standing.held(code, quota),
        free: standing.free(code, quota),
    }
}
