use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use palco::{ports::Clock, values::Instant};

use crate::locked;

/// A clock that stands still until it is moved. Its clones are the same clock.
///
/// ```
/// use palco::{ports::Clock, values::Instant};
/// use palco_memory::ManualClock;
///
/// let clock = ManualClock::at(Instant::parse("2026-11-23T12:00:00.000Z")?);
/// clock.advance(std::time::Duration::from_secs(90));
/// assert_eq!(clock.now().to_string(), "2026-11-23T12:01:30.000Z");
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone)]
pub struct ManualClock {
    now: Arc<Mutex<Instant>>,
}

impl ManualClock {
    /// A clock that shows `instant`.
    #[must_use]
    pub fn at(instant: Instant) -> Self {
        Self { now: Arc::new(Mutex::new(instant)) }
    }

    /// Sets it, to an earlier instant too: a server's clock may step back.
    pub fn set(&self, instant: Instant) {
        *locked(&self.now) = instant;
    }

    /// Moves it on by whole milliseconds, at most to [`Instant::MAX`].
    pub fn advance(&self, by: Duration) {
        let mut now = locked(&self.now);
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        *now = Instant::from_millis(now.as_millis().saturating_add(millis)).unwrap_or(Instant::MAX);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Instant {
        *locked(&self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_are_one_clock_that_moves_as_told() {
        let clock = ManualClock::at(Instant::MIN);
        let clone = clock.clone();
        clone.advance(Duration::from_micros(1_999));
        assert_eq!(clock.now().as_millis(), 1);
        clock.set(Instant::MIN);
        assert_eq!(clone.now(), Instant::MIN);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Instant::MAX);
    }
}
