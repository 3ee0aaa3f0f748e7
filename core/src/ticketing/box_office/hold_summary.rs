use serde::Serialize;

use super::{
    contract::{PricedLine, Rejection},
    state::Sales,
};
use crate::values::{ActorId, Currency, HoldId, Instant, Money, MoneyError};

/// A live hold: what is to be paid for it, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HoldSummary {
    /// Which hold.
    pub hold_id: HoldId,
    /// Whose it is.
    pub buyer: ActorId,
    /// What is held, at the prices that are guaranteed.
    pub lines: Vec<PricedLine>,
    /// What a payment has to cover: the sum of the lines, and the largest amount that there is where
    /// it is beyond that.
    pub total: Money,
    /// It is live while the time is before this.
    pub expires_at: Instant,
}

impl Sales {
    /// The hold, if it is live at `now`.
    ///
    /// # Errors
    /// `box_office.hold_lapsed` where its time is over, as long as that is known;
    /// `box_office.hold_unknown` where there is none, it was released, or it was sold.
    pub fn hold_summary(&self, hold_id: HoldId, now: Instant) -> Result<HoldSummary, Rejection> {
        let hold = self.live_hold(hold_id, self.time(now))?;
        let total = PricedLine::total(hold.lines(), self.currency());
        Ok(HoldSummary {
            hold_id,
            buyer: hold.buyer(),
            lines: hold.lines().to_vec(),
            total: total.unwrap_or(Money::largest(self.currency())),
            expires_at: hold.expires_at(),
        })
    }
}

impl PricedLine {
    /// What all of them cost.
    ///
    /// # Errors
    /// [`MoneyError`] where a price is of another currency, or the sum has more than 13 digits before
    /// the point.
    pub fn total(lines: &[Self], currency: Currency) -> Result<Money, MoneyError> {
        lines.iter().try_fold(Money::zero(currency), |sum, line| {
            sum.checked_add(line.unit_price.checked_mul(line.quantity.get())?)
        })
    }
}
