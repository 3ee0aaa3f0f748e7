//! `availability`: one row for each ticket type of a box office, as of its last record.
//!
//! A hold lapses by time alone, and nobody records it at once. So a row says as of when it counts holds
//! (`as_of`), and the first instant at which it may be wrong although nothing happened
//! (`next_lapse_at`): from then on there may be more places than `available` says, never fewer. Who must
//! know exactly asks the box office.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Projected, ReadModel};
use crate::{
    Aggregate,
    contract::{State, to_json},
    ticketing::box_office::{BoxOffice, QuotaSize, Sales, TypeFigures},
    values::{Currency, Instant, QuotaCode, TicketTypeCode},
};

/// The read model `availability`.
pub const AVAILABILITY: ReadModel = ReadModel {
    name: "availability",
    form: 1,
    aggregate: BoxOffice::NAME,
    created_at: false,
    rows,
};

/// A row of `availability`, but for its tenant. The figures are those of the quota that leaves the
/// ticket type the fewest places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The event, whose id the box office has.
    pub event_id: Uuid,
    /// Which ticket type.
    pub ticket_type: TicketTypeCode,
    /// What one costs, in the currency's units: `120.50`.
    pub price_amount: String,
    /// The currency of the price.
    pub price_currency: Currency,
    /// When the ticket type goes on sale, if it has a window.
    pub on_sale_from: Option<Instant>,
    /// When that ends.
    pub on_sale_until: Option<Instant>,
    /// Whether the box office takes no new holds.
    pub closed: bool,
    /// What is left, at least 0; `None` when it is unlimited.
    pub available: Option<u64>,
    /// The quota that decides.
    pub quota: QuotaCode,
    /// How many places it has; `None` when it is unlimited.
    pub size: Option<u64>,
    /// Sold of it, and not returned.
    pub sold: u64,
    /// Taken off sale.
    pub blocked: u64,
    /// In holds that live at `as_of`.
    pub held: u64,
    /// The box office's time at its last record.
    pub as_of: Instant,
    /// When the first hold lapses that is counted as held.
    pub next_lapse_at: Option<Instant>,
}

fn rows(id: Uuid, state: &State, recorded_at: Instant) -> Vec<Projected> {
    let Some(sales) = state.sales() else { return Vec::new() };
    let as_of = sales.time(recorded_at);
    let next_lapse_at = sales.next_lapse(as_of);
    let projected = |figures| {
        let row = row(id, sales, figures, as_of, next_lapse_at);
        Projected { key: format!("{id}/{}", row.ticket_type), columns: to_json(&row) }
    };
    sales.figures(as_of).into_iter().map(projected).collect()
}

fn row(
    event_id: Uuid,
    sales: &Sales,
    figures: TypeFigures,
    as_of: Instant,
    next_lapse_at: Option<Instant>,
) -> Row {
    let TypeFigures { ticket_type, terms, tightest } = figures;
    Row {
        event_id,
        ticket_type,
        price_amount: terms.price.amount().to_string(),
        price_currency: terms.price.currency(),
        on_sale_from: terms.on_sale.as_ref().map(|window| window.starts_at()),
        on_sale_until: terms.on_sale.as_ref().map(|window| window.ends_at()),
        closed: sales.closed(),
        available: tightest.free.map(|free| free.max(0).unsigned_abs()),
        quota: tightest.quota,
        size: match tightest.size {
            QuotaSize::Places(places) => Some(places.get()),
            QuotaSize::Unlimited => None,
        },
        sold: tightest.sold,
        blocked: tightest.blocked,
        held: tightest.held,
        as_of,
        next_lapse_at,
    }
}
