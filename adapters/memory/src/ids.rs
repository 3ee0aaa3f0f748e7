use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use palco::ports::IdSource;
use uuid::{Builder, Uuid};

/// `2026-01-01T00:00:00.000Z`: the first id's time, which is nobody's.
const FIRST_MILLIS: u64 = 1_767_225_600_000;

/// Ids in sequence: UUIDs of version 7 that are the same in every run, each after the one before.
///
/// Sources of different seeds share no id. Its clones are the same source.
///
/// ```
/// use palco::ports::IdSource;
/// use palco_memory::SequentialIds;
///
/// let ids = SequentialIds::new(1);
/// assert_eq!(ids.next_id().to_string(), "019b76da-a800-7000-8000-000000000001");
/// assert_eq!(ids.next_id().to_string(), "019b76da-a801-7000-8000-000000000001");
/// ```
#[derive(Debug, Clone)]
pub struct SequentialIds {
    seed: u32,
    made: Arc<AtomicU64>,
}

impl SequentialIds {
    /// The sequence of that seed, from its first id.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self { seed, made: Arc::default() }
    }
}

impl Default for SequentialIds {
    fn default() -> Self {
        Self::new(1)
    }
}

impl IdSource for SequentialIds {
    fn next_id(&self) -> Uuid {
        let made = self.made.fetch_add(1, Ordering::Relaxed);
        let [a, b, c, d] = self.seed.to_be_bytes();
        // The first six bytes lend bits to version and variant; the seed stands clear of them.
        let rest = [0, 0, 0, 0, 0, 0, a, b, c, d];
        Builder::from_unix_timestamp_millis(FIRST_MILLIS.saturating_add(made), &rest).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::{Variant, Version};

    use super::*;

    #[test]
    fn ids_are_of_version_7_in_order_and_the_same_again() {
        let take = |seed| {
            let ids = SequentialIds::new(seed);
            (0..1_000).map(|_| ids.next_id()).collect::<Vec<_>>()
        };
        let ids = take(7);
        assert!(ids.is_sorted_by(|one, next| one < next));
        assert!(ids.iter().all(|id| id.get_version() == Some(Version::SortRand)));
        assert!(ids.iter().all(|id| id.get_variant() == Variant::RFC4122));
        assert_eq!(take(7), ids);
    }

    #[test]
    fn seeds_share_no_id_and_clones_share_the_sequence() {
        let (one, other) = (SequentialIds::new(0), SequentialIds::new(u32::MAX));
        let clone = one.clone();
        let made: BTreeSet<_> =
            (0..100).flat_map(|_| [one.next_id(), other.next_id(), clone.next_id()]).collect();
        assert_eq!(made.len(), 300);
    }
}
