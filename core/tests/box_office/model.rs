//! A second, naive telling of the rules: plain maps, everything counted anew each time.

use std::collections::{BTreeMap, BTreeSet};

use palco::{
    ticketing::box_office::{Command, DomainEvent, HoldTickets, QuotaSize},
    values::{ActorId, BlockId, HoldId, Instant, PaymentId, ReturnId},
};

use super::requests::{Asked, TYPES};

/// The most of `vip` that one buyer may have.
pub(crate) const CAP: u64 = 5;
/// The most of a type in one hold.
const PER_ORDER: u64 = 6;

type Lines = BTreeMap<String, u64>;

#[derive(Default)]
pub(crate) struct Model {
    sizes: BTreeMap<String, u64>,
    /// Every hold that was ever taken and not released or sold.
    holds: BTreeMap<HoldId, (ActorId, Lines, Instant)>,
    told: BTreeSet<HoldId>,
    sold: BTreeMap<HoldId, (ActorId, Lines)>,
    payers: BTreeMap<HoldId, PaymentId>,
    returns: BTreeSet<(HoldId, ReturnId)>,
    blocks: BTreeMap<BlockId, (String, u64)>,
    closed: bool,
    last: Option<Instant>,
}

fn draws(ticket_type: &str, quota: &str) -> bool {
    quota == "hall" || TYPES.contains(&(ticket_type, quota))
}

fn lines<'a>(of: impl Iterator<Item = (&'a str, u64)>) -> Lines {
    let mut lines = Lines::new();
    of.for_each(|(code, quantity)| *lines.entry(code.to_owned()).or_default() += quantity);
    lines
}

impl Model {
    pub(crate) fn opened() -> Self {
        let sizes = [("hall".to_owned(), 24), ("area".to_owned(), 10)];
        Self { sizes: sizes.into(), ..Self::default() }
    }

    fn time(&self, now: Instant) -> Instant {
        self.last.map_or(now, |last| last.max(now))
    }

    fn live(&self, now: Instant) -> impl Iterator<Item = (&HoldId, &(ActorId, Lines, Instant))> {
        let time = self.time(now);
        self.holds.iter().filter(move |(_, (.., expires_at))| time < *expires_at)
    }

    /// Sold, blocked and held of a quota.
    pub(crate) fn used(&self, quota: &str, now: Instant) -> (u64, u64, u64) {
        let of = |lines: &Lines| -> u64 {
            lines.iter().filter(|(code, _)| draws(code, quota)).map(|(_, quantity)| quantity).sum()
        };
        let sold = self.sold.values().map(|(_, lines)| of(lines)).sum();
        let blocked = self.blocks.values().filter(|(code, _)| code == quota);
        let held = self.live(now).map(|(_, (_, lines, _))| of(lines)).sum();
        (sold, blocked.map(|(_, left)| left).sum(), held)
    }

    /// The quotas of which more is in use than there is.
    pub(crate) fn overcommitted(&self, now: Instant) -> Vec<String> {
        let over = |quota: &&String| {
            let (sold, blocked, held) = self.used(quota, now);
            sold + blocked + held > self.sizes[*quota]
        };
        self.sizes.keys().filter(over).cloned().collect()
    }

    /// What each buyer has of the capped type.
    pub(crate) fn capped(&self, now: Instant) -> Vec<(ActorId, &'static str, u64)> {
        let held = self.live(now).map(|(_, (buyer, lines, _))| (*buyer, lines));
        let all = held.chain(self.sold.values().map(|(buyer, lines)| (*buyer, lines)));
        let mut has = BTreeMap::<ActorId, u64>::new();
        all.for_each(|(buyer, lines)| {
            *has.entry(buyer).or_default() += lines.get("vip").copied().unwrap_or(0);
        });
        has.into_iter().map(|(buyer, has)| (buyer, "vip", has)).collect()
    }

    /// What is to become of a command: `Some(None)` when it is taken; `None` where the model knows
    /// nothing of it.
    pub(crate) fn expects(&self, asked: &Asked) -> Option<Option<&'static str>> {
        match &asked.command {
            Command::HoldTickets(hold) => Some(self.expects_of_hold(hold, asked)),
            Command::ConfirmHold(confirm) => {
                let payer = self.payers.get(&confirm.hold_id)?;
                (confirm.paid_by? != *payer).then_some(Some("box_office.paid_by_another"))
            }
            _ => None,
        }
    }

    fn expects_of_hold(&self, hold: &HoldTickets, asked: &Asked) -> Option<&'static str> {
        let context = asked.context();
        if self.closed {
            return Some("box_office.not_open");
        }
        let hold_id = hold.hold_id.expect("it is given");
        let untold = self.holds.contains_key(&hold_id) && !self.told.contains(&hold_id);
        if untold || self.sold.contains_key(&hold_id) {
            return Some("box_office.duplicate");
        }
        let wanted = lines(hold.lines.iter().map(|l| (l.ticket_type.as_str(), l.quantity.get())));
        let in_order = hold.lines.iter().map(|line| line.ticket_type.as_str());
        for code in in_order {
            if wanted[code] > PER_ORDER {
                return Some("box_office.above_maximum");
            }
            let has = self.capped(context.now).into_iter();
            let has =
                has.filter(|(buyer, ..)| *buyer == context.actor).map(|(.., has)| has).sum::<u64>();
            if code == "vip" && has + wanted[code] > CAP {
                return Some("box_office.buyer_limit");
            }
        }
        let short = self.sizes.iter().any(|(quota, size)| {
            let (sold, blocked, held) = self.used(quota, context.now);
            let asked: u64 =
                wanted.iter().filter(|(code, _)| draws(code, quota)).map(|(_, n)| n).sum();
            asked > 0 && sold + blocked + held + asked > *size
        });
        short.then_some("box_office.sold_out")
    }

    pub(crate) fn take_in(&mut self, happened: &DomainEvent) {
        match happened {
            DomainEvent::TicketsHeld(held) => {
                self.last = Some(held.at);
                let of = held.lines.iter().map(|l| (l.ticket_type.as_str(), l.quantity.get()));
                self.told.remove(&held.hold_id);
                self.holds.insert(held.hold_id, (held.buyer, lines(of), held.expires_at));
            }
            DomainEvent::HoldExtended(extended) => {
                self.last = Some(extended.at);
                self.holds.get_mut(&extended.hold_id).expect("a hold").2 = extended.expires_at;
            }
            DomainEvent::HoldReleased(released) => {
                self.last = Some(released.at);
                self.holds.remove(&released.hold_id);
            }
            DomainEvent::HoldLapsed(lapsed) => {
                self.last = Some(lapsed.at);
                assert!(self.told.insert(lapsed.hold_id), "a lapse is told once");
                assert!(self.holds[&lapsed.hold_id].2 <= lapsed.at, "a live hold does not lapse");
            }
            DomainEvent::PlacesSold(sold) => {
                self.last = Some(sold.at);
                self.holds.remove(&sold.hold_id);
                let of = sold.lines.iter().map(|l| (l.ticket_type.as_str(), l.quantity.get()));
                let before = self.sold.insert(sold.hold_id, (sold.buyer, lines(of)));
                assert!(before.is_none(), "a hold is sold once");
                self.payers.extend(sold.paid_by.map(|payer| (sold.hold_id, payer)));
            }
            DomainEvent::PlacesReturned(returned) => {
                self.last = Some(returned.at);
                assert!(self.returns.insert((returned.hold_id, returned.return_id)));
                let sale = self.sold.get_mut(&returned.hold_id).expect("a sale");
                for line in &returned.lines {
                    let left = sale.1.get_mut(line.ticket_type.as_str()).expect("it was sold");
                    *left -= line.quantity.get();
                }
            }
            DomainEvent::PlacesBlocked(blocked) => {
                self.last = Some(blocked.at);
                let block = (blocked.quota.to_string(), blocked.quantity.get());
                self.blocks.insert(blocked.block_id, block);
            }
            DomainEvent::PlacesUnblocked(unblocked) => {
                self.last = Some(unblocked.at);
                self.blocks.get_mut(&unblocked.block_id).expect("a block").1 -=
                    unblocked.quantity.get();
            }
            DomainEvent::QuotaResized(resized) => {
                self.last = Some(resized.at);
                let QuotaSize::Places(size) = resized.size else { panic!("no such request") };
                self.sizes.insert(resized.quota.to_string(), size.get());
            }
            DomainEvent::SalesClosed(closed) => {
                (self.last, self.closed) = (Some(closed.at), true);
                if closed.release_holds {
                    self.holds.retain(|_, (.., expires_at)| *expires_at <= closed.at);
                }
            }
            DomainEvent::SalesReopened(reopened) => {
                (self.last, self.closed) = (Some(reopened.at), false);
            }
            DomainEvent::QuotaOvercommitted(_)
            | DomainEvent::Opened(_)
            | DomainEvent::TicketTypeAdded(_)
            | DomainEvent::TicketTypeChanged(_) => {}
        }
    }
}
