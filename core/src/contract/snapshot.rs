use serde::Serialize;

use super::State;

impl State {
    /// The state as a snapshot has it: MessagePack and its CRC-32, and no promise to whoever has another
    /// [`fingerprint`](Self::fingerprint).
    ///
    /// ```
    /// use palco::contract::State;
    ///
    /// let state = State::initial("venue").expect("there are venues");
    /// let mut bytes = state.to_snapshot();
    /// assert_eq!(State::from_snapshot("venue", &bytes), Some(state));
    ///
    /// bytes[0] ^= 1;
    /// assert_eq!(State::from_snapshot("venue", &bytes), None);
    /// ```
    #[must_use]
    pub fn to_snapshot(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut message_pack = rmp_serde::Serializer::new(&mut bytes).with_struct_map();
        // A `Vec` takes all that is written. What were not there would be found unreadable, and the
        // records read instead.
        let _ = self.serialize(&mut message_pack);
        let check = crc32fast::hash(&bytes);
        bytes.extend(check.to_le_bytes());
        bytes
    }

    /// Reads what [`to_snapshot`](Self::to_snapshot) wrote; `None` if it is anything else, be it one bit:
    /// a number that was changed on a disk must not become places that are free.
    #[must_use]
    pub fn from_snapshot(aggregate: &str, bytes: &[u8]) -> Option<Self> {
        let (bytes, check) = bytes.split_last_chunk()?;
        if crc32fast::hash(bytes) != u32::from_le_bytes(*check) {
            return None;
        }
        let mut message_pack = rmp_serde::Deserializer::from_read_ref(bytes);
        Self::read(aggregate, &mut message_pack)?.ok()
    }
}
