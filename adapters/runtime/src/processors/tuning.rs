use std::time::Duration;

/// A lease, and an append that keeps the feed back, are not looked at without a pause.
const TTL_MIN: Duration = Duration::from_millis(30);
const STALL_MIN: Duration = Duration::from_millis(10);
/// Neither is the end of the feed, nor a store that fails.
const PAUSE_MIN: Duration = Duration::from_millis(1);

/// How background processors go about it. The defaults serve; tests are in more of a hurry.
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// Into how many lanes a processor's work is divided, so that as many processes can share it. Settled
    /// when the processor is first run on a store.
    pub lanes: u16,
    /// How long a lease lasts without being renewed: a process that dies is replaced within this and a
    /// third of it. Renewed three times as often; 30 milliseconds at least.
    pub ttl: Duration,
    /// Records that are read, dealt with and committed at once, at most; 1 at least.
    pub page: u32,
    /// The shortest time between two looks at the end of the feed; 1 millisecond at least.
    pub poll_min: Duration,
    /// The longest, when nothing happens; no shorter than the shortest.
    pub poll_max: Duration,
    /// How often a record is tried before its stream is parked.
    pub tries: u32,
    /// The pause before the second try, 1 millisecond at least; it doubles up to a hundred times as long.
    pub backoff: Duration,
    /// Streams whose state each lane of a read model keeps in memory.
    pub states: usize,
    /// An append that keeps the feed back for longer than this raises an alarm; 10 milliseconds at least.
    pub stall: Duration,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            lanes: 4,
            ttl: Duration::from_secs(5),
            page: 1_000,
            poll_min: Duration::from_millis(20),
            poll_max: Duration::from_millis(250),
            tries: 5,
            backoff: Duration::from_millis(50),
            states: 4_096,
            stall: Duration::from_secs(5),
        }
    }
}

impl Tuning {
    /// None of its times so short that a loop would leave the store no peace.
    pub(crate) fn within_limits(self) -> Self {
        let poll_min = self.poll_min.max(PAUSE_MIN);
        Self {
            ttl: self.ttl.max(TTL_MIN),
            page: self.page.max(1),
            poll_min,
            poll_max: self.poll_max.max(poll_min),
            backoff: self.backoff.max(PAUSE_MIN),
            stall: self.stall.max(STALL_MIN),
            ..self
        }
    }

    /// How often leases are renewed, and what others have changed is looked at.
    pub(crate) fn renewal(&self) -> Duration {
        self.ttl.checked_div(3).unwrap_or(self.ttl)
    }

    /// The pause after so many tries.
    pub(crate) fn pause(&self, tries: u32) -> Duration {
        let factor = 1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(100).clamp(1, 100);
        self.backoff.saturating_mul(factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_loop_goes_on_without_a_pause() {
        let nothing = Duration::ZERO;
        let hasty = Tuning {
            ttl: nothing,
            page: 0,
            poll_min: nothing,
            poll_max: nothing,
            backoff: nothing,
            stall: nothing,
            ..Tuning::default()
        };
        let of = hasty.within_limits();
        let least = [of.renewal(), of.stall, of.poll_min, of.poll_max, of.backoff];
        assert_eq!(least.map(|time| time.as_millis()), [10, 10, 1, 1, 1]);
        assert_eq!(of.page, 1);
        let default = Tuning::default();
        assert_eq!(format!("{:?}", default.within_limits()), format!("{default:?}"));
    }
}
