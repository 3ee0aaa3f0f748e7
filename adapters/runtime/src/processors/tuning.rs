use std::time::Duration;

/// How background processors go about it. The defaults serve; tests are in more of a hurry.
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// Into how many lanes a processor's work is divided, so that as many processes can share it. Settled
    /// when the processor is first run on a store.
    pub lanes: u16,
    /// How long a lease lasts without being renewed: a process that dies is replaced within this and a
    /// third of it. Renewed three times as often.
    pub ttl: Duration,
    /// Records that are read, dealt with and committed at once, at most.
    pub page: u32,
    /// The shortest time between two looks at the end of the feed.
    pub poll_min: Duration,
    /// The longest, when nothing happens.
    pub poll_max: Duration,
    /// How often a record is tried before its stream is parked.
    pub tries: u32,
    /// The pause before the second try; it doubles up to a hundred times as long.
    pub backoff: Duration,
    /// Streams whose state each lane of a read model keeps in memory.
    pub states: usize,
    /// An append that keeps the feed back for longer than this raises an alarm.
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
