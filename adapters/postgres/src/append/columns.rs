//! What both calls make their columns of.

use std::{collections::HashMap, hash::Hash};

use chrono::{DateTime, Utc};
use palco::ports::{Append, Expected, NewRecord, StreamWrite};
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
fn metadata(append: &Append) -> String {
    let actor = append.actor;
    append.trace_parent.map_or_else(
        || format!(r#"{{"actor": "{actor}"}}"#),
        |trace| format!(r#"{{"actor": "{actor}", "trace_parent": "{trace}"}}"#),
    )
}

/// Of each append: what was asked, by whom and when.
#[derive(Default)]
pub(super) struct Asked<'a> {
    pub(super) request_hashes: Vec<&'a [u8]>,
    pub(super) metadata: Vec<String>,
    pub(super) recorded_at: Vec<DateTime<Utc>>,
}

impl<'a> Asked<'a> {
    pub(super) fn add(&mut self, append: &'a Append) {
        self.request_hashes.push(&append.request_hash);
        self.metadata.push(metadata(append));
        self.recorded_at.push(append.recorded_at.to_utc());
    }
}

/// Of each record: its append, and what it says.
#[derive(Default)]
pub(super) struct Records<'a> {
    pub(super) appends: Vec<i32>,
    pub(super) event_ids: Vec<Uuid>,
    pub(super) types: Vec<&'a str>,
    pub(super) schema_versions: Vec<i32>,
    pub(super) data: Vec<&'a str>,
}

impl<'a> Records<'a> {
    pub(super) fn add(&mut self, append: i32, new: &'a NewRecord) {
        self.appends.push(append);
        self.event_ids.push(new.event_id);
        self.types.push(&new.event_type);
        self.schema_versions.push(new.schema_version.into());
        self.data.push(&new.data);
    }

    /// The place of the last record.
    pub(super) fn end(&self) -> i32 {
        place(self.data.len())
    }
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
