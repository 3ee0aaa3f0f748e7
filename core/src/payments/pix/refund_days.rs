//! Until when a Pix may be given back.

use chrono::{Days, NaiveDate};
use chrono_tz::America::Sao_Paulo;

use crate::values::Instant;

/// Days after the settlement on which a Pix may still be given back.
pub const REFUND_DAYS: u64 = 90;

/// The last day on which a Pix that settled then may be given back, by its receiver's own decision.
///
/// The Pix API refuses a *devolução* more than 90 days after the settlement. Days are counted on
/// the calendar of São Paulo, the whole of the last one included: it is the clock by which banks
/// close their days.
///
/// ```
/// use palco::{payments::pix::last_refund_day, values::Instant};
///
/// let settled = Instant::parse("2026-01-10T15:00:00Z")?;
/// assert_eq!(last_refund_day(settled).to_string(), "2026-04-10");
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[must_use]
pub fn last_refund_day(settled_at: Instant) -> NaiveDate {
    let day = local_day(settled_at);
    day.checked_add_days(Days::new(REFUND_DAYS)).unwrap_or(day)
}

/// Whether a Pix that settled then may be given back now.
///
/// ```
/// use palco::{payments::pix::is_refundable, values::Instant};
///
/// let settled = Instant::parse("2026-01-10T15:00:00Z")?;
/// assert!(is_refundable(settled, Instant::parse("2026-04-11T02:59:59.999Z")?));
/// let midnight = Instant::parse("2026-04-11T00:00:00-03:00")?;
/// assert!(!is_refundable(settled, midnight));
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[must_use]
pub fn is_refundable(settled_at: Instant, now: Instant) -> bool {
    local_day(now) <= last_refund_day(settled_at)
}

fn local_day(instant: Instant) -> NaiveDate {
    instant.to_utc().with_timezone(&Sao_Paulo).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_days_of_sao_paulo() {
        for (name, settled, last_day) in [
            ("a day", "2026-01-10T12:00:00Z", "2026-04-10"),
            ("the last moment of a day there", "2026-01-11T02:59:59.999Z", "2026-04-10"),
            ("the first of the next", "2026-01-11T03:00:00Z", "2026-04-11"),
            ("over a leap day", "2028-01-10T12:00:00Z", "2028-04-09"),
            ("while clocks were two hours behind", "2019-01-11T01:59:59.999Z", "2019-04-10"),
            ("the same, a moment later", "2019-01-11T02:00:00Z", "2019-04-11"),
            ("the end of time", "2999-12-31T23:59:59.999Z", "3000-03-31"),
        ] {
            let settled = Instant::parse(settled).unwrap();
            assert_eq!(last_refund_day(settled).to_string(), last_day, "{name}");
        }
    }

    #[test]
    fn the_last_day_counts_to_its_end() {
        let settled = Instant::parse("2026-01-10T23:00:00-03:00").unwrap();
        for (now, refundable) in [
            ("2026-01-10T23:00:00-03:00", true),
            ("2026-04-10T23:59:59.999-03:00", true),
            ("2026-04-11T00:00:00-03:00", false),
        ] {
            assert_eq!(is_refundable(settled, Instant::parse(now).unwrap()), refundable, "{now}");
        }
    }
}
