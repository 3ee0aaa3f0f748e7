//! What the domain events alone say: read from the feed, and folded without the library's counters.

use std::collections::{BTreeMap, HashMap};

use palco::{
    application::{Palco, Recorded},
    contract::DomainEvent as Any,
    ports::{Position, Record},
    ticketing::box_office::{self, DomainEvent, PricedLine, QuotaSize, QuotaUse},
    values::{CommandId, EventId, HoldId, Instant, QuotaCode, TenantId, TicketTypeCode},
};

use crate::{
    AnyError,
    play::{Outcome, Tally},
};

const PAGE: u32 = 1_000;

#[derive(Default)]
pub(crate) struct Quota {
    size: u64,
    pub(crate) sold: u64,
    held: u64,
    /// The most that was ever sold and held at once.
    pub(crate) most: u64,
}

struct Hold {
    lines: Vec<PricedLine>,
    expires_at: Instant,
}

/// The sale, as its domain events tell it.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) domain_events: u64,
    pub(crate) quotas: BTreeMap<QuotaCode, Quota>,
    draws_on: BTreeMap<TicketTypeCode, Vec<QuotaCode>>,
    live: HashMap<HoldId, Hold>,
    /// Holds whose time was over before anything else became of them.
    pub(crate) lapsed: u64,
    /// How often something was recorded after which a quota had more in use than it is large.
    oversold: u64,
    holds_by_command: HashMap<CommandId, u64>,
    sales_by_hold: HashMap<HoldId, u64>,
}

/// Reads the feed after a position, to its end.
pub(crate) async fn read(
    palco: &Palco,
    tenant: TenantId,
    event_id: EventId,
    mut after: Position,
) -> Result<Seen, AnyError> {
    let mut seen = Seen::default();
    loop {
        let page = palco.feed(after, PAGE).await?;
        if page.records.is_empty() {
            return Ok(seen);
        }
        for Recorded { record, domain_event } in &page.records {
            // The feed is that of all tenants, and of all that they have.
            if let Any::BoxOffice(happened) = domain_event
                && record.tenant == tenant
                && record.stream.id == event_id.as_uuid()
            {
                seen.take_in(record, happened);
            }
        }
        after = page.next;
    }
}

impl Seen {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a lapse needs no notice, and nothing else happens in this story"
    )]
    fn take_in(&mut self, record: &Record, happened: &DomainEvent) {
        self.domain_events += 1;
        self.drop_lapsed(record.recorded_at);
        match happened {
            DomainEvent::Opened(opened) => {
                for quota in &opened.quotas {
                    let QuotaSize::Places(size) = quota.size else { continue };
                    let of = Quota { size: size.get(), ..Quota::default() };
                    self.quotas.insert(quota.quota.clone(), of);
                }
                for of in &opened.ticket_types {
                    let draws = |quota: &&box_office::Quota| {
                        quota.outermost || of.quotas.contains(&quota.quota)
                    };
                    let quotas = opened.quotas.iter().filter(draws);
                    let quotas = quotas.map(|quota| quota.quota.clone()).collect();
                    self.draws_on.insert(of.ticket_type.clone(), quotas);
                }
            }
            DomainEvent::TicketsHeld(held) => {
                *self.holds_by_command.entry(record.command_id).or_default() += 1;
                self.each(&held.lines, |quota, places| quota.held += places);
                let hold = Hold { lines: held.lines.clone(), expires_at: held.expires_at };
                self.live.insert(held.hold_id, hold);
            }
            DomainEvent::PlacesSold(sold) => {
                *self.sales_by_hold.entry(sold.hold_id).or_default() += 1;
                self.free(sold.hold_id);
                self.each(&sold.lines, |quota, places| quota.sold += places);
            }
            DomainEvent::HoldReleased(released) => self.free(released.hold_id),
            _ => {}
        }
        for quota in self.quotas.values_mut() {
            let used = quota.sold + quota.held;
            quota.most = quota.most.max(used);
            self.oversold += u64::from(used > quota.size);
        }
    }

    /// Time alone ends a hold.
    fn drop_lapsed(&mut self, now: Instant) {
        let over = self.live.iter().filter(|(_, hold)| hold.expires_at <= now);
        for hold_id in over.map(|(hold_id, _)| *hold_id).collect::<Vec<_>>() {
            self.lapsed += 1;
            self.free(hold_id);
        }
    }

    fn free(&mut self, hold_id: HoldId) {
        if let Some(hold) = self.live.remove(&hold_id) {
            self.each(&hold.lines, |quota, places| quota.held -= places);
        }
    }

    fn each(&mut self, lines: &[PricedLine], change: impl Fn(&mut Quota, u64)) {
        for line in lines {
            for code in self.draws_on.get(&line.ticket_type).into_iter().flatten() {
                if let Some(quota) = self.quotas.get_mut(code) {
                    change(quota, line.quantity.get());
                }
            }
        }
    }
}

/// Whether what must hold does.
pub(crate) struct Verdict {
    /// At every record, what was sold and held of each quota was at most its size.
    pub(crate) never_oversold: bool,
    /// Every command id took effect once if its sender was told of a hold, and else not at all; every
    /// hold was sold once at most.
    pub(crate) one_effect_each: bool,
    /// The library's counters say of every quota what the domain events say.
    pub(crate) counters_agree: bool,
}

impl Verdict {
    pub(crate) fn holds(&self) -> bool {
        self.never_oversold && self.one_effect_each && self.counters_agree
    }
}

pub(crate) fn judge(seen: &Seen, tally: &Tally, quotas: &[QuotaUse]) -> Verdict {
    let as_told = tally.outcomes.iter().all(|(command_id, outcome)| {
        let holds = seen.holds_by_command.get(command_id).copied().unwrap_or(0);
        holds == u64::from(matches!(outcome, Outcome::Held))
    });
    let nobody_else =
        seen.holds_by_command.keys().all(|command_id| tally.outcomes.contains_key(command_id));
    let sold_once = seen.sales_by_hold.values().all(|sales| *sales == 1)
        && seen.sales_by_hold.len() == tally.sales.len();
    Verdict {
        never_oversold: seen.domain_events > 0 && seen.oversold == 0,
        one_effect_each: as_told && nobody_else && sold_once,
        counters_agree: quotas.iter().all(|quota| {
            let folded = seen.quotas.get(&quota.quota);
            folded.is_some_and(|folded| folded.sold == quota.sold && folded.held == quota.held)
        }),
    }
}
