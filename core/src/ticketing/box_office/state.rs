use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Deserializer, Serialize};

use super::contract::{DomainEvent, PricedLine, QuotaSize, Rejection, ReturnLine, Terms};
use crate::values::{
    ActorId, BlockId, Currency, HoldId, Instant, PaymentId, QuotaCode, ReturnId, TicketTypeCode,
};

mod evolve;
mod rows;

pub(super) use evolve::evolve;

/// The state of a box office. Serialized it is what a host keeps in a table of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum BoxOffice {
    /// Nobody opened it yet.
    Unopened {},
    /// Open for sales, or closed for the time being.
    Opened(#[serde(deserialize_with = "derived")] Box<Sales>),
}

/// What a serialized state says, and what follows from it.
fn derived<'de, D: Deserializer<'de>>(stored: D) -> Result<Box<Sales>, D::Error> {
    let mut sales = Box::<Sales>::deserialize(stored)?;
    sales.derive();
    Ok(sales)
}

impl BoxOffice {
    /// The sales, once it was opened.
    #[must_use]
    pub fn sales(&self) -> Option<&Sales> {
        match self {
            Self::Unopened {} => None,
            Self::Opened(sales) => Some(sales),
        }
    }
}

impl Sales {
    /// Live holds, sales and the like: one each.
    pub(super) fn size(&self) -> u64 {
        let Self { holds, lapsed, sold, blocks, .. } = self;
        let lengths = [holds.len(), lapsed.len(), sold.len(), blocks.len()];
        lengths.into_iter().map(|length| u64::try_from(length).unwrap_or(u64::MAX)).sum()
    }
}

/// What is sold, held and left: counters, prices, live holds, and one small entry per sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sales {
    pub(super) currency: Currency,
    pub(super) closed: bool,
    /// The instant of the last record: the box office's time never runs back behind it.
    pub(super) last: Instant,
    pub(super) outermost: QuotaCode,
    pub(super) quotas: BTreeMap<QuotaCode, QuotaState>,
    pub(super) ticket_types: BTreeMap<TicketTypeCode, TypeState>,
    #[serde(with = "rows")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<HoldId, Hold>"))]
    pub(super) holds: BTreeMap<HoldId, Hold>,
    /// Lapsed, places freed, and no notice of it recorded yet; in the order of their lapse.
    pub(super) lapsed: VecDeque<Lapsed>,
    #[serde(with = "rows")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<HoldId, Sale>"))]
    pub(super) sold: BTreeMap<HoldId, Sale>,
    pub(super) blocks: BTreeMap<BlockId, Block>,
    /// The live holds by the instant of their lapse.
    #[serde(skip)]
    expiry: BTreeSet<(Instant, HoldId)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct QuotaState {
    pub(super) size: QuotaSize,
    pub(super) sold: u64,
    pub(super) blocked: u64,
    /// Of live holds; follows from them.
    #[serde(skip)]
    pub(super) held: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct TypeState {
    /// The outermost first, then as declared: the order in which a lack is looked for.
    pub(super) quotas: Vec<QuotaCode>,
    pub(super) terms: Terms,
    /// What each buyer of a capped type has, in live holds and sold; follows from them.
    #[serde(skip)]
    pub(super) buyers: BTreeMap<ActorId, u64>,
}

/// Places set aside for a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hold {
    pub(super) buyer: ActorId,
    pub(super) lines: Vec<PricedLine>,
    pub(super) expires_at: Instant,
    /// The time that it was first given.
    pub(super) ttl_seconds: u32,
    pub(super) extended: bool,
}

impl Hold {
    /// Whose it is.
    #[must_use]
    pub fn buyer(&self) -> ActorId {
        self.buyer
    }

    /// What is held, at the prices that are guaranteed.
    #[must_use]
    pub fn lines(&self) -> &[PricedLine] {
        &self.lines
    }

    /// It is live while the time is before this.
    #[must_use]
    pub fn expires_at(&self) -> Instant {
        self.expires_at
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Lapsed {
    pub(super) hold_id: HoldId,
    pub(super) buyer: ActorId,
    pub(super) expires_at: Instant,
}

/// What was sold from one hold: kept so that a place comes back once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Sale {
    pub(super) buyer: ActorId,
    pub(super) lines: Vec<SaleLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) returns: Vec<Return>,
    /// Who paid, where that was said: a second payment for the hold is known by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) paid_by: Option<PaymentId>,
}

/// What came back by one return: the same command again is known by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Return {
    pub(super) return_id: ReturnId,
    pub(super) lines: Vec<ReturnLine>,
}

impl Sale {
    /// A sale of which nobody said who paid is no payment's more than another's.
    pub(super) fn is_paid_by_another(&self, payment_id: PaymentId) -> bool {
        self.paid_by.is_some_and(|paid_by| paid_by != payment_id)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct SaleLine {
    pub(super) ticket_type: TicketTypeCode,
    pub(super) sold: u64,
    pub(super) returned: u64,
}

impl SaleLine {
    pub(super) fn still_sold(&self) -> u64 {
        self.sold.saturating_sub(self.returned)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Block {
    pub(super) quota: QuotaCode,
    /// What it began with: the same command again is known by it.
    pub(super) quantity: u64,
    pub(super) left: u64,
}

impl Sales {
    /// The currency of every price.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The quota that bounds all the others: every ticket type draws on it.
    #[must_use]
    pub fn outermost(&self) -> &QuotaCode {
        &self.outermost
    }

    /// Whether new holds are refused for the time being.
    #[must_use]
    pub fn closed(&self) -> bool {
        self.closed
    }

    /// The box office's time: the later of `now` and the instant of the last record.
    #[must_use]
    pub fn time(&self, now: Instant) -> Instant {
        now.max(self.last)
    }

    /// The hold, if it is live at `time`, which is the box office's; otherwise what became of it.
    pub(super) fn live_hold(&self, hold_id: HoldId, time: Instant) -> Result<&Hold, Rejection> {
        match self.holds.get(&hold_id) {
            Some(hold) if time < hold.expires_at => Ok(hold),
            Some(hold) => Err(Rejection::HoldLapsed { hold_id, expires_at: hold.expires_at }),
            None => Err(match self.lapsed.iter().find(|lapsed| lapsed.hold_id == hold_id) {
                Some(lapsed) => Rejection::HoldLapsed { hold_id, expires_at: lapsed.expires_at },
                None => Rejection::HoldUnknown { hold_id },
            }),
        }
    }

    /// The hold as of the last record; its time may be over by now.
    #[must_use]
    pub fn known_hold(&self, hold_id: HoldId) -> Option<&Hold> {
        self.holds.get(&hold_id)
    }

    /// Whose hold it was that lapsed, while that is known.
    pub(super) fn lapsed_buyer(&self, hold_id: HoldId) -> Option<ActorId> {
        let noticed = || self.lapsed.iter().find(|lapsed| lapsed.hold_id == hold_id);
        let due = self.holds.get(&hold_id).map(|hold| hold.buyer);
        due.or_else(|| noticed().map(|lapsed| lapsed.buyer))
    }

    /// Whether the hold was confirmed, and not in the name of another payment.
    #[must_use]
    pub fn is_sold_to(&self, hold_id: HoldId, payment_id: PaymentId) -> bool {
        self.sold.get(&hold_id).is_some_and(|sale| !sale.is_paid_by_another(payment_id))
    }

    /// The holds that are live at `now`, by id.
    pub fn live_holds(&self, now: Instant) -> impl Iterator<Item = (HoldId, &Hold)> {
        let time = self.time(now);
        self.holds
            .iter()
            .filter(move |(_, hold)| time < hold.expires_at)
            .map(|(id, hold)| (*id, hold))
    }

    pub(super) fn first_lapse_after(&self, time: Instant) -> Option<Instant> {
        let (expires_at, _) = self.expiry.iter().find(|(expires_at, _)| *expires_at > time)?;
        Some(*expires_at)
    }

    /// Holds that are over at `time` although no record since says so, in the order of their lapse.
    pub(super) fn due(&self, time: Instant) -> impl Iterator<Item = (HoldId, &Hold)> {
        self.expiry
            .iter()
            .take_while(move |(expires_at, _)| *expires_at <= time)
            .filter_map(|(_, id)| self.holds.get(id).map(|hold| (*id, hold)))
    }

    /// Works out what follows from holds and sales: counters of held places, caps, the order of lapse.
    fn derive(&mut self) {
        self.expiry = self.holds.iter().map(|(id, hold)| (hold.expires_at, *id)).collect();
        for quota in self.quotas.values_mut() {
            quota.held = 0;
        }
        let codes: Vec<_> = self.ticket_types.keys().cloned().collect();
        for code in &codes {
            self.count_buyers(code);
        }
        let mut held: BTreeMap<_, u64> = codes.into_iter().map(|code| (code, 0)).collect();
        for line in self.holds.values().flat_map(|hold| &hold.lines) {
            if let Some(held) = held.get_mut(&line.ticket_type) {
                *held = held.saturating_add(line.quantity.get());
            }
        }
        for (code, held) in held {
            self.each_quota(&code, |quota| quota.held = quota.held.saturating_add(held));
        }
    }

    /// Counts anew what each buyer has of a ticket type, as its cap may have been set just now.
    fn count_buyers(&mut self, code: &TicketTypeCode) {
        let Some(ticket_type) = self.ticket_types.get_mut(code) else { return };
        ticket_type.buyers.clear();
        if ticket_type.terms.max_per_buyer.is_none() {
            return;
        }
        let held = self.holds.values().flat_map(|hold| {
            hold.lines.iter().map(|line| (hold.buyer, &line.ticket_type, line.quantity.get()))
        });
        let sold = self.sold.values().flat_map(|sale| {
            sale.lines.iter().map(|line| (sale.buyer, &line.ticket_type, line.still_sold()))
        });
        let of_type = held.chain(sold).filter(|(_, of, quantity)| *of == code && *quantity > 0);
        for (buyer, _, quantity) in of_type {
            let has = ticket_type.buyers.entry(buyer).or_default();
            *has = has.saturating_add(quantity);
        }
    }

    fn each_quota(&mut self, code: &TicketTypeCode, mut change: impl FnMut(&mut QuotaState)) {
        let Some(ticket_type) = self.ticket_types.get(code) else { return };
        for quota in &ticket_type.quotas {
            if let Some(quota) = self.quotas.get_mut(quota) {
                change(quota);
            }
        }
    }
}
