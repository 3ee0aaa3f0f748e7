use crate::values::Instant;

/// Tells the time. The server's own clock is the only one that a decision is made by.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The instant now, in UTC on the millisecond grid.
    fn now(&self) -> Instant;
}

/// The operating system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        let since_epoch = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |elapsed| elapsed.as_millis());
        i64::try_from(since_epoch)
            .ok()
            .and_then(|ms| Instant::from_millis(ms).ok())
            .unwrap_or(Instant::MIN)
    }
}
