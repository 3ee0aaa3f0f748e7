//! What both calls make their columns of.

use std::{collections::HashMap, hash::Hash};

use palco::ports::{Append, Expected, StreamWrite};
use uuid::Uuid;

use crate::record::number;

/// The version that a write expects, for [`Expected::Any`].
pub(super) const ANY: i64 = -1;

pub(super) type Streams<'a> = Places<(Uuid, &'a str, Uuid)>;

pub(super) fn expected(write: &StreamWrite) -> i64 {
    match write.expected {
        Expected::NoStream => 0,
        Expected::Exact(version) => number(version),
        Expected::Any => ANY,
    }
}

/// Who asked, and in which trace: both are plain in JSON, hexadecimal digits and dashes.
pub(super) fn metadata(append: &Append) -> String {
    let actor = append.actor;
    append.trace_parent.map_or_else(
        || format!(r#"{{"actor": "{actor}"}}"#),
        |trace| format!(r#"{{"actor": "{actor}", "trace_parent": "{trace}"}}"#),
    )
}

/// Keys in the order of their first use, and the place of each.
pub(super) struct Places<K> {
    pub(super) keys: Vec<K>,
    places: HashMap<K, i32>,
}

impl<K> Default for Places<K> {
    fn default() -> Self {
        Self { keys: Vec::new(), places: HashMap::new() }
    }
}

impl<K: Copy + Eq + Hash> Places<K> {
    pub(super) fn of(&mut self, key: K) -> i32 {
        // Many in a row are of the same.
        if self.keys.last() == Some(&key) {
            return place(self.keys.len());
        }
        *self.places.entry(key).or_insert_with(|| {
            self.keys.push(key);
            place(self.keys.len())
        })
    }
}

impl<K> Places<K> {
    pub(super) fn column<T>(&self, part: impl Fn(&K) -> T) -> Vec<T> {
        self.keys.iter().map(part).collect()
    }
}

/// The place, from 1, of the last of `count`.
pub(super) fn place(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
