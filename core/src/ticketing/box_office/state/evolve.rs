use std::collections::btree_map::Entry;

use super::{
    Block, BoxOffice, DomainEvent, Hold, Lapsed, QuotaState, Return, Sale, SaleLine, Sales,
    TypeState,
};
use crate::{
    ticketing::box_office::contract::{
        HoldExtended, Opened, PlacesBlocked, PlacesReturned, PlacesSold, PlacesUnblocked, Quota,
        TicketType, TicketTypeChanged, TicketsHeld,
    },
    values::{ActorId, HoldId, Instant, QuotaCode, TicketTypeCode},
};

pub(in super::super) fn evolve(office: &mut BoxOffice, happened: &DomainEvent) {
    match (&mut *office, happened) {
        (BoxOffice::Unopened {}, DomainEvent::Opened(opened)) => {
            if let Some(sales) = open(opened) {
                *office = BoxOffice::Opened(Box::new(sales));
            }
        }
        (BoxOffice::Unopened {}, _) => {}
        (BoxOffice::Opened(sales), happened) => sales.take_in(happened),
    }
}

fn open(opened: &Opened) -> Option<Sales> {
    let outermost = opened.quotas.iter().find(|quota| quota.outermost)?.quota.clone();
    let quotas = opened.quotas.iter().map(|Quota { quota, size, .. }| {
        (quota.clone(), QuotaState { size: *size, sold: 0, blocked: 0, held: 0 })
    });
    let mut sales = Sales {
        currency: opened.currency,
        closed: false,
        last: opened.at,
        outermost,
        quotas: quotas.collect(),
        ticket_types: Default::default(),
        holds: Default::default(),
        lapsed: Default::default(),
        sold: Default::default(),
        blocks: Default::default(),
        expiry: Default::default(),
    };
    for ticket_type in &opened.ticket_types {
        sales.add(ticket_type);
    }
    Some(sales)
}

impl Sales {
    fn take_in(&mut self, happened: &DomainEvent) {
        match happened {
            DomainEvent::Opened(opened) => self.advance(opened.at),
            DomainEvent::TicketTypeAdded(added) => {
                self.advance(added.at);
                self.add(&added.ticket_type);
            }
            DomainEvent::TicketTypeChanged(changed) => self.change(changed),
            DomainEvent::QuotaResized(resized) => {
                self.advance(resized.at);
                self.with_quota(&resized.quota, |quota| quota.size = resized.size);
            }
            DomainEvent::QuotaOvercommitted(noticed) => self.advance(noticed.at),
            DomainEvent::TicketsHeld(held) => self.hold(held),
            DomainEvent::HoldLapsed(lapsed) => {
                self.advance(lapsed.at);
                self.forget_lapse(lapsed.hold_id);
            }
            DomainEvent::HoldExtended(extended) => self.extend(extended),
            DomainEvent::HoldReleased(released) => {
                self.advance(released.at);
                self.free(released.hold_id);
            }
            DomainEvent::PlacesSold(sold) => self.sell(sold),
            DomainEvent::PlacesReturned(returned) => self.take_back(returned),
            DomainEvent::PlacesBlocked(blocked) => self.block(blocked),
            DomainEvent::PlacesUnblocked(unblocked) => self.unblock(unblocked),
            DomainEvent::SalesClosed(closed) => {
                self.advance(closed.at);
                self.closed = true;
                if closed.release_holds {
                    let holds: Vec<_> = self.holds.keys().copied().collect();
                    holds.into_iter().for_each(|hold_id| _ = self.free(hold_id));
                }
            }
            DomainEvent::SalesReopened(reopened) => {
                self.advance(reopened.at);
                self.closed = false;
            }
        }
    }

    /// Moves the box office's time on: every hold that is over by now frees its places.
    fn advance(&mut self, at: Instant) {
        self.last = self.last.max(at);
        while let Some(&(expires_at, hold_id)) = self.expiry.first()
            && expires_at <= self.last
        {
            match self.free(hold_id) {
                Some(Hold { buyer, .. }) => {
                    self.lapsed.push_back(Lapsed { hold_id, buyer, expires_at });
                }
                None => _ = self.expiry.pop_first(),
            }
        }
    }

    fn add(&mut self, added: &TicketType) {
        let inner = added.quotas.iter().filter(|quota| **quota != self.outermost).cloned();
        let quotas = std::iter::once(self.outermost.clone()).chain(inner).collect();
        let state = TypeState { quotas, terms: added.terms.clone(), buyers: Default::default() };
        self.ticket_types.insert(added.ticket_type.clone(), state);
    }

    fn change(&mut self, changed: &TicketTypeChanged) {
        self.advance(changed.at);
        if let Some(ticket_type) = self.ticket_types.get_mut(&changed.ticket_type) {
            ticket_type.terms = changed.terms.clone();
            self.count_buyers(&changed.ticket_type);
        }
    }

    fn hold(&mut self, held: &TicketsHeld) {
        self.advance(held.at);
        for line in &held.lines {
            let quantity = line.quantity.get();
            self.each_quota(&line.ticket_type, |quota| {
                quota.held = quota.held.saturating_add(quantity);
            });
            self.count(held.buyer, &line.ticket_type, |has| has.saturating_add(quantity));
        }
        let ttl_seconds = held.expires_at.millis_since(held.at).max(0).unsigned_abs() / 1_000;
        let hold = Hold {
            buyer: held.buyer,
            lines: held.lines.clone(),
            expires_at: held.expires_at,
            ttl_seconds: u32::try_from(ttl_seconds).unwrap_or(u32::MAX),
            extended: false,
        };
        self.expiry.insert((held.expires_at, held.hold_id));
        self.holds.insert(held.hold_id, hold);
    }

    fn extend(&mut self, extended: &HoldExtended) {
        self.advance(extended.at);
        if let Some(hold) = self.holds.get_mut(&extended.hold_id) {
            self.expiry.remove(&(hold.expires_at, extended.hold_id));
            self.expiry.insert((extended.expires_at, extended.hold_id));
            hold.expires_at = extended.expires_at;
            hold.extended = true;
        }
    }

    /// Takes a hold out, and gives its places back: once, since it is gone then.
    fn free(&mut self, hold_id: HoldId) -> Option<Hold> {
        let hold = self.holds.remove(&hold_id)?;
        self.expiry.remove(&(hold.expires_at, hold_id));
        for line in &hold.lines {
            let quantity = line.quantity.get();
            self.each_quota(&line.ticket_type, |quota| {
                quota.held = quota.held.saturating_sub(quantity);
            });
            self.count(hold.buyer, &line.ticket_type, |has| has.saturating_sub(quantity));
        }
        Some(hold)
    }

    fn forget_lapse(&mut self, hold_id: HoldId) {
        if let Some(index) = self.lapsed.iter().position(|lapsed| lapsed.hold_id == hold_id) {
            self.lapsed.remove(index);
        }
    }

    fn sell(&mut self, sold: &PlacesSold) {
        self.advance(sold.at);
        self.free(sold.hold_id);
        self.forget_lapse(sold.hold_id);
        let PlacesSold { buyer, paid_by, .. } = *sold;
        let mut sale = Sale { buyer, lines: Vec::new(), returns: Vec::new(), paid_by };
        for line in &sold.lines {
            let quantity = line.quantity.get();
            self.each_quota(&line.ticket_type, |quota| {
                quota.sold = quota.sold.saturating_add(quantity);
            });
            self.count(sold.buyer, &line.ticket_type, |has| has.saturating_add(quantity));
            match sale.lines.iter_mut().find(|of| of.ticket_type == line.ticket_type) {
                Some(of) => of.sold = of.sold.saturating_add(quantity),
                None => sale.lines.push(SaleLine {
                    ticket_type: line.ticket_type.clone(),
                    sold: quantity,
                    returned: 0,
                }),
            }
        }
        self.sold.insert(sold.hold_id, sale);
    }

    fn take_back(&mut self, returned: &PlacesReturned) {
        self.advance(returned.at);
        let Some(sale) = self.sold.get_mut(&returned.hold_id) else { return };
        let PlacesReturned { return_id, lines, .. } = returned.clone();
        sale.returns.push(Return { return_id, lines });
        let buyer = sale.buyer;
        let mut back = Vec::with_capacity(returned.lines.len());
        for line in &returned.lines {
            let of = sale.lines.iter_mut().find(|of| of.ticket_type == line.ticket_type);
            if let Some(of) = of {
                let quantity = line.quantity.get().min(of.still_sold());
                of.returned = of.returned.saturating_add(quantity);
                back.push((&line.ticket_type, quantity));
            }
        }
        for (ticket_type, quantity) in back {
            self.each_quota(ticket_type, |quota| quota.sold = quota.sold.saturating_sub(quantity));
            self.count(buyer, ticket_type, |has| has.saturating_sub(quantity));
        }
    }

    fn block(&mut self, blocked: &PlacesBlocked) {
        self.advance(blocked.at);
        let quantity = blocked.quantity.get();
        self.with_quota(&blocked.quota, |quota| {
            quota.blocked = quota.blocked.saturating_add(quantity);
        });
        let block = Block { quota: blocked.quota.clone(), quantity, left: quantity };
        self.blocks.insert(blocked.block_id, block);
    }

    fn unblock(&mut self, unblocked: &PlacesUnblocked) {
        self.advance(unblocked.at);
        let Some(block) = self.blocks.get_mut(&unblocked.block_id) else { return };
        let freed = unblocked.quantity.get().min(block.left);
        block.left = block.left.saturating_sub(freed);
        self.with_quota(&unblocked.quota, |quota| {
            quota.blocked = quota.blocked.saturating_sub(freed);
        });
    }

    fn with_quota(&mut self, code: &QuotaCode, change: impl FnOnce(&mut QuotaState)) {
        if let Some(quota) = self.quotas.get_mut(code) {
            change(quota);
        }
    }

    /// Keeps count of what a buyer has of a capped type, and forgets buyers that have nothing.
    fn count(&mut self, buyer: ActorId, code: &TicketTypeCode, change: impl FnOnce(u64) -> u64) {
        let Some(ticket_type) = self.ticket_types.get_mut(code) else { return };
        if ticket_type.terms.max_per_buyer.is_none() {
            return;
        }
        match ticket_type.buyers.entry(buyer) {
            Entry::Vacant(entry) => {
                let has = change(0);
                if has > 0 {
                    entry.insert(has);
                }
            }
            Entry::Occupied(mut entry) => match change(*entry.get()) {
                0 => _ = entry.remove(),
                has => *entry.get_mut() = has,
            },
        }
    }
}
