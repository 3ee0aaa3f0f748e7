use std::{num::NonZeroUsize, time::Duration};

/// How a [`Writer`](crate::Writer) waits, and how much it takes at once.
///
/// ```
/// use std::time::Duration;
/// use palco_runtime::WriterSettings;
///
/// let settings = WriterSettings::default().mailbox(256).deadline(Duration::from_secs(3));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct WriterSettings {
    pub(super) mailbox: usize,
    pub(super) accepted: usize,
    pub(super) deadline: Duration,
    pub(super) flights: usize,
    pub(super) appends: usize,
    pub(super) bytes: usize,
    pub(super) states: NonZeroUsize,
}

impl Default for WriterSettings {
    fn default() -> Self {
        Self {
            mailbox: 1_024,
            accepted: 65_536,
            deadline: Duration::from_secs(10),
            flights: 2,
            appends: 256,
            bytes: 4 * 1_048_576,
            states: NonZeroUsize::MIN.saturating_add(1_023),
        }
    }
}

impl WriterSettings {
    /// Commands that may wait for one stream before the next is told `store.busy`; 1 024. Those
    /// under way do not count.
    #[must_use]
    pub fn mailbox(self, commands: usize) -> Self {
        Self { mailbox: commands.max(1), ..self }
    }

    /// Commands and looks not yet answered, of all streams, before the next is told `store.busy`; 65 536.
    #[must_use]
    pub fn accepted(self, commands: usize) -> Self {
        Self { accepted: commands.max(1), ..self }
    }

    /// How long a caller waits at most; 10 seconds.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Calls of `append` that are under way at once, never two that touch the same stream; 2. Beside
    /// others one has as many streams as they have, or waits for 5 milliseconds.
    #[must_use]
    pub fn flights(self, flights: usize) -> Self {
        Self { flights: flights.max(1), ..self }
    }

    /// Appends in one call; 256.
    #[must_use]
    pub fn appends(self, appends: usize) -> Self {
        Self { appends: appends.max(1), ..self }
    }

    /// Bytes of domain events in one call, but for a single append that is larger; 4 MiB.
    #[must_use]
    pub fn bytes(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }

    /// Commands behind a flight that are worth a flight of their own.
    pub(super) fn crowd(&self) -> usize {
        self.appends.div_ceil(4)
    }

    /// Streams whose state is kept; 1 024, and an eighth more now and then. Those that a command or a
    /// look waits for do not count.
    #[must_use]
    pub fn states(self, streams: NonZeroUsize) -> Self {
        Self { states: streams, ..self }
    }
}
