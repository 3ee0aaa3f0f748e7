//! What is left at an instant, whoever asks: the counters less the holds that are over by then.

use crate::{
    ticketing::box_office::{
        contract::{QuotaSize, Reason, Rejection},
        state::{Hold, QuotaState, Sales, TypeState},
    },
    values::{ActorId, HoldId, Instant, QuotaCode, TicketTypeCode},
};

/// The places that a command asks for, summed per quota in the order in which a lack is looked for.
#[derive(Default)]
pub(super) struct Demand<'a>(Vec<(&'a QuotaCode, u64)>);

impl<'a> Demand<'a> {
    pub(super) fn add(&mut self, quotas: &'a [QuotaCode], quantity: u64) {
        for quota in quotas {
            match self.0.iter_mut().find(|(of, _)| *of == quota) {
                Some((_, sum)) => *sum = sum.saturating_add(quantity),
                None => self.0.push((quota, quantity)),
            }
        }
    }
}

/// The sales as they stand at an instant.
pub(in super::super) struct Standing<'a> {
    sales: &'a Sales,
    due: Vec<&'a Hold>,
}

impl<'a> Standing<'a> {
    pub(in super::super) fn at(sales: &'a Sales, now: Instant) -> Self {
        Self { sales, due: sales.due(now).map(|(_, hold)| hold).collect() }
    }

    /// The places of a quota in holds that are live.
    pub(in super::super) fn held(&self, code: &QuotaCode, quota: &QuotaState) -> u64 {
        let lines = self.due.iter().flat_map(|hold| &hold.lines);
        lines.fold(quota.held, |held, line| {
            let draws = self.sales.ticket_types.get(&line.ticket_type);
            match draws.is_some_and(|ticket_type| ticket_type.quotas.contains(code)) {
                true => held.saturating_sub(line.quantity.get()),
                false => held,
            }
        })
    }

    /// What is left of a quota; below zero when it is overcommitted, `None` when it is unlimited.
    pub(in super::super) fn free(&self, code: &QuotaCode, quota: &QuotaState) -> Option<i64> {
        let QuotaSize::Places(size) = quota.size else { return None };
        let used = quota.sold.saturating_add(quota.blocked).saturating_add(self.held(code, quota));
        Some(signed(size.get()).saturating_sub(signed(used)))
    }

    /// What a buyer has of a capped ticket type, in live holds and sold.
    pub(super) fn has(&self, buyer: ActorId, code: &TicketTypeCode, of: &TypeState) -> u64 {
        let counted = of.buyers.get(&buyer).copied().unwrap_or(0);
        let due = self.due.iter().filter(|hold| hold.buyer == buyer).flat_map(|hold| &hold.lines);
        due.filter(|line| line.ticket_type == *code)
            .fold(counted, |has, line| has.saturating_sub(line.quantity.get()))
    }

    /// Whether every quota has room for what is asked of it.
    pub(super) fn room_for(&self, demand: &Demand<'_>) -> Result<(), Rejection> {
        for (code, requested) in &demand.0 {
            let Some(quota) = self.sales.quotas.get(*code) else { continue };
            let Some(available) = self.free(code, quota) else { continue };
            if available < signed(*requested) {
                return Err(Rejection::SoldOut {
                    quota: (*code).clone(),
                    available,
                    requested: *requested,
                    reason: self.reason(quota, *requested),
                });
            }
        }
        Ok(())
    }

    /// The first class, in the order sold, blocked, held, whose running sum leaves too few.
    fn reason(&self, quota: &QuotaState, requested: u64) -> Reason {
        let QuotaSize::Places(size) = quota.size else { return Reason::Held };
        let unsold = signed(size.get()).saturating_sub(signed(quota.sold));
        if unsold < signed(requested) {
            return Reason::Sold;
        }
        match unsold.saturating_sub(signed(quota.blocked)) < signed(requested) {
            true => Reason::Blocked,
            false => Reason::Held,
        }
    }

    /// Whether an id stands for a hold or a sale already.
    pub(super) fn knows(&self, hold_id: HoldId) -> bool {
        self.sales.holds.contains_key(&hold_id)
            || self.sales.sold.contains_key(&hold_id)
            || self.sales.lapsed.iter().any(|lapsed| lapsed.hold_id == hold_id)
    }
}

fn signed(places: u64) -> i64 {
    i64::try_from(places).unwrap_or(i64::MAX)
}
