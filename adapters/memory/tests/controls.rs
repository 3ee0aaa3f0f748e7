//! Stores with a flaw, each refused by a case of the suite: a check must be able to fail.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a flaw spoils one thing, and a new one spoils none of the others"
)]

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use palco::{
    ports::{
        Append, AppendOutcome, Committed, EventStore, Expected, FeedPage, Found, Guard, Position,
        Record, Saved, Snapshot, SnapshotKey, SnapshotStore, StreamId, TakeIn, Turn, Unavailable,
    },
    testing::conformance::{a_command, append, batches, guards, idempotency, limits, loaded},
    testing::conformance::{races, reading, snapshots, turns},
    values::{ActorId, CommandId, TenantId, Version},
};
use palco_memory::MemoryStore;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    None,
    IgnoresVersions,
    IgnoresChecks,
    IgnoresHashes,
    IgnoresTenants,
    IgnoresAggregates,
    IgnoresGuards,
    IgnoresReleases,
    IgnoresAfter,
    IgnoresLimit,
    ForgetsCommands,
    ForgetsActors,
    SplitsAppends,
    SplitsLists,
    TakesTooMuch,
    CutsTails,
    GarblesText,
    SkipsInTheFeed,
    RestartsTheFeed,
    GivesTurnsToAll,
    ResolvesInAnyOrder,
    IgnoresFingerprints,
    KeepsTheLastSave,
    ReadsSnapshotsOnly,
    RepeatsWhatIsInTheSnapshot,
    GivesTheSnapshotLast,
    TrustsAnySnapshot,
}

#[derive(Debug)]
struct Flawed {
    inner: MemoryStore,
    flaw: Flaw,
    /// The last snapshot that was saved, as far as the flaw lets it be one.
    last: Mutex<Option<(SnapshotKey, Snapshot)>>,
}

struct Worthless;

impl Turn for Worthless {}

impl Flawed {
    fn with(flaw: Flaw) -> Self {
        Self { inner: MemoryStore::default(), flaw, last: Mutex::default() }
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == flaw
    }

    fn tenant(&self, tenant: TenantId) -> TenantId {
        let all = TenantId::derive(uuid::Uuid::nil(), "all");
        if self.has(Flaw::IgnoresTenants) { all } else { tenant }
    }

    fn stream(&self, stream: &StreamId) -> StreamId {
        let aggregate = if self.has(Flaw::IgnoresAggregates) { "" } else { &stream.aggregate };
        StreamId::new(aggregate, stream.id)
    }

    fn key(&self, key: &SnapshotKey) -> SnapshotKey {
        let of_all = self.has(Flaw::IgnoresFingerprints);
        SnapshotKey {
            tenant: self.tenant(key.tenant),
            stream: self.stream(&key.stream),
            fingerprint: if of_all { [0; 32] } else { key.fingerprint },
        }
    }

    fn spoil(&self, mut append: Append) -> Append {
        append.tenant = self.tenant(append.tenant);
        match self.flaw {
            Flaw::IgnoresHashes => append.request_hash = [0; 32],
            Flaw::ForgetsCommands => append.command_id = a_command(),
            Flaw::ForgetsActors => {
                append.actor = ActorId::derive(append.command_id.as_uuid(), "somebody")
            }
            Flaw::IgnoresGuards => append.guards.clear(),
            Flaw::IgnoresReleases => {
                append.guards.retain(|guard| matches!(guard, Guard::Claim { .. }));
            }
            Flaw::IgnoresChecks => append.writes.retain(|write| !write.domain_events.is_empty()),
            _ => {}
        }
        for write in &mut append.writes {
            write.stream = self.stream(&write.stream);
            match self.flaw {
                Flaw::IgnoresVersions => write.expected = Expected::Any,
                Flaw::TakesTooMuch => write.domain_events.truncate(56),
                Flaw::GarblesText => {
                    for happened in &mut write.domain_events {
                        happened.data =
                            happened.data.replace(|letter: char| !letter.is_ascii(), "?");
                    }
                }
                _ => {}
            }
        }
        append
    }

    /// One append per stream: each is atomic, the whole is not.
    fn split(append: Append) -> Vec<Append> {
        let alone =
            |write| Append { writes: vec![write], command_id: a_command(), ..append.clone() };
        append.writes.iter().cloned().map(alone).collect()
    }
}

#[async_trait]
impl EventStore for Flawed {
    async fn append(&self, appends: Vec<Append>) -> Result<Vec<AppendOutcome>, Unavailable> {
        let appends: Vec<_> = appends.into_iter().map(|append| self.spoil(append)).collect();
        if self.has(Flaw::SplitsAppends) {
            let appends: Vec<_> = appends.into_iter().flat_map(Self::split).collect();
            let mut outcomes = self.inner.append(appends).await?;
            outcomes.sort_by_key(|outcome| matches!(outcome, AppendOutcome::Appended { .. }));
            outcomes.truncate(1);
            return Ok(outcomes);
        }
        if self.has(Flaw::SplitsLists) {
            let mut outcomes = Vec::new();
            for append in appends {
                outcomes.extend(self.inner.append(vec![append]).await?);
            }
            return Ok(outcomes);
        }
        let mut outcomes = self.inner.append(appends).await?;
        for outcome in &mut outcomes {
            if let (AppendOutcome::Conflict { tail, .. }, Flaw::CutsTails) = (outcome, self.flaw) {
                tail.truncate(1);
            }
        }
        Ok(outcomes)
    }

    async fn read_stream(
        &self,
        tenant: TenantId,
        stream: &StreamId,
        after: Version,
        limit: u32,
    ) -> Result<Vec<Record>, Unavailable> {
        let after = if self.has(Flaw::IgnoresAfter) { Version::ZERO } else { after };
        let limit = if self.has(Flaw::IgnoresLimit) { u32::MAX } else { limit };
        let (tenant, stream) = (self.tenant(tenant), self.stream(stream));
        self.inner.read_stream(tenant, &stream, after, limit).await
    }

    async fn read_feed(&self, after: Position, limit: u32) -> Result<FeedPage, Unavailable> {
        let mut page = self.inner.read_feed(after, limit).await?;
        if self.has(Flaw::SkipsInTheFeed) && page.records.len() > 1 {
            page.records.remove(0);
        }
        if self.has(Flaw::RestartsTheFeed) && page.records.is_empty() {
            page.next = Position::START;
        }
        Ok(page)
    }

    async fn resolve(
        &self,
        commands: &[(TenantId, CommandId)],
    ) -> Result<Vec<Option<Committed>>, Unavailable> {
        let commands: Vec<_> =
            commands.iter().map(|(tenant, id)| (self.tenant(*tenant), *id)).collect();
        let mut found = self.inner.resolve(&commands).await?;
        if self.has(Flaw::ResolvesInAnyOrder) {
            found.reverse();
        }
        Ok(found)
    }

    async fn take_turn(
        &self,
        tenant: TenantId,
        stream: &StreamId,
    ) -> Result<Box<dyn Turn>, Unavailable> {
        if self.has(Flaw::GivesTurnsToAll) {
            return Ok(Box::new(Worthless));
        }
        self.inner.take_turn(self.tenant(tenant), &self.stream(stream)).await
    }
}

#[async_trait]
impl SnapshotStore for Flawed {
    async fn load(
        &self,
        key: &SnapshotKey,
        limit: u32,
        take_in: TakeIn,
    ) -> Result<(), Unavailable> {
        let limit = if self.has(Flaw::IgnoresLimit) { u32::MAX } else { limit };
        let mut key = self.key(key);
        let mut loading = loaded(&self.inner, &key, limit).await?;
        match self.flaw {
            Flaw::ReadsSnapshotsOnly if loading.snapshot.is_some() => loading.records.clear(),
            Flaw::RepeatsWhatIsInTheSnapshot => {
                key.fingerprint = [0; 32];
                loading.records = loaded(&self.inner, &key, limit).await?.records;
            }
            Flaw::KeepsTheLastSave | Flaw::TrustsAnySnapshot => {
                let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
                loading.snapshot = last.as_ref().filter(|of| of.0 == key).map(|of| of.1.clone());
            }
            _ => {}
        }
        let records = loading.records.into_iter().map(Found::Record);
        let mut found: Vec<_> =
            loading.snapshot.into_iter().map(Found::Snapshot).chain(records).collect();
        if self.has(Flaw::GivesTheSnapshotLast) {
            found.reverse();
        }
        found.into_iter().for_each(take_in);
        Ok(())
    }

    fn save(&self, key: SnapshotKey, snapshot: Snapshot, saved: Saved) {
        let key = self.key(&key);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref().is_some_and(|last| last.1.version > snapshot.version);
        if self.has(Flaw::KeepsTheLastSave) || !known {
            *last = Some((key.clone(), snapshot.clone()));
        }
        self.inner.save(key, snapshot, saved);
    }
}

/// What refuses a flaw is the flaw: the same store without one passes.
mod without_a_flaw {
    use super::{Flaw, Flawed};

    async fn fresh() -> Box<Flawed> {
        Box::new(Flawed::with(Flaw::None))
    }

    palco::store_conformance!(fresh);
}

macro_rules! refused {
    ($($name:ident: $flaw:ident => $file:ident::$case:ident),+ $(,)?) => {
        $(#[tokio::test]
        #[should_panic]
        async fn $name() {
            $file::$case(&Flawed::with(Flaw::$flaw)).await;
        })+
    };
}

refused! {
    versions: IgnoresVersions => append::does_not_create_a_stream_twice,
    versions_in_a_race: IgnoresVersions => races::creates_a_stream_once_for_many,
    checks: IgnoresChecks => append::checks_a_stream_that_it_does_not_write,
    hashes: IgnoresHashes => idempotency::refuses_another_request_under_a_known_id,
    hashes_in_a_list: IgnoresHashes => batches::refuses_a_reused_command_id_within_one_list,
    tenants_streams: IgnoresTenants => reading::shows_a_foreign_tenant_nothing,
    tenants_commands: IgnoresTenants => idempotency::keeps_tenants_commands_apart,
    tenants_resolve: IgnoresTenants => idempotency::resolves_within_the_tenant_only,
    tenants_guards: IgnoresTenants => guards::keeps_spaces_and_tenants_apart,
    aggregates: IgnoresAggregates => reading::keeps_aggregates_of_one_id_apart,
    guards_ignored: IgnoresGuards => guards::refuses_a_key_of_another_owner,
    guards_in_a_race: IgnoresGuards => races::gives_a_key_to_one_of_many,
    releases: IgnoresReleases => guards::frees_a_released_key,
    after: IgnoresAfter => reading::pages_through_a_stream,
    limit: IgnoresLimit => reading::pages_through_a_stream,
    commands: ForgetsCommands => idempotency::repeats_the_first_records,
    commands_in_a_list: ForgetsCommands => batches::repeats_a_command_within_one_list,
    commands_in_a_race: ForgetsCommands => races::carries_a_command_out_once_for_many,
    actors: ForgetsActors => append::keeps_every_field,
    atomicity: SplitsAppends => append::writes_nothing_when_one_stream_conflicts,
    followers: SplitsLists => batches::conflicts_behind_an_append_that_failed,
    followers_of_a_duplicate: SplitsLists => batches::conflicts_behind_a_duplicate,
    size: TakesTooMuch => limits::refuses_more_domain_events_than_allowed,
    tails: CutsTails => append::conflicts_at_another_version,
    text: GarblesText => append::keeps_any_json,
    feed: SkipsInTheFeed => reading::pages_through_the_feed,
    feed_of_tenants: SkipsInTheFeed => reading::feeds_every_tenant_in_order,
    next: RestartsTheFeed => reading::stands_still_at_the_end_of_the_feed,
    turns_for_all: GivesTurnsToAll => turns::makes_the_second_wait_for_the_first,
    limit_of_load: IgnoresLimit => snapshots::loads_no_more_records_than_asked_for,
    fingerprints: IgnoresFingerprints => snapshots::keeps_keys_apart,
    tenants_snapshots: IgnoresTenants => snapshots::keeps_keys_apart,
    aggregates_snapshots: IgnoresAggregates => snapshots::keeps_keys_apart,
    snapshots_in_any_order: KeepsTheLastSave => snapshots::never_replaces_a_newer_snapshot_by_an_older,
    news: ReadsSnapshotsOnly => snapshots::loads_a_snapshot_and_what_came_after_it,
    records_twice: RepeatsWhatIsInTheSnapshot => snapshots::loads_a_snapshot_and_what_came_after_it,
    snapshot_last: GivesTheSnapshotLast => snapshots::loads_a_snapshot_and_what_came_after_it,
    snapshots_of_nothing: TrustsAnySnapshot => snapshots::keeps_no_snapshot_beyond_the_stream,
    order_of_resolve: ResolvesInAnyOrder => idempotency::resolves_what_was_written,
}
