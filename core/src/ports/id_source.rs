use uuid::Uuid;

/// Makes new ids.
pub trait IdSource: Send + Sync + std::fmt::Debug {
    /// An id that nobody has. UUIDv7 outside tests: ordered by time, so indexes grow at one end.
    fn next_id(&self) -> Uuid;
}

/// UUIDv7 by RFC 9562, from the operating system's clock and random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn next_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}
