use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use palco::{
    ports::{
        Asked, Claim, Claimed, Commit, CommitOutcome, DeadLetter, Lease, Position, ProcessorId,
        Progress, Revision, Revisions, Row, StreamId,
    },
    values::TenantId,
};
use smol_str::SmolStr;
use uuid::Uuid;

/// What background processors keep: who works on what, how far it came, and the rows made of it.
#[derive(Debug, Default)]
pub(crate) struct Processing {
    /// The store's own time: it stands still unless it is told to pass.
    now: Duration,
    lanes: BTreeMap<ProcessorId, BTreeMap<u16, Lane>>,
    holders: HashMap<(ProcessorId, Uuid), Duration>,
    /// Nobody claims these any more.
    ended: BTreeSet<ProcessorId>,
    parked: BTreeMap<(ProcessorId, TenantId, StreamId), DeadLetter>,
    models: BTreeMap<SmolStr, Revisions>,
    rows: BTreeMap<(ProcessorId, TenantId), BTreeMap<String, Row>>,
}

#[derive(Debug, Default)]
struct Lane {
    epoch: u64,
    position: Position,
    mark: Position,
    holder: Option<(Uuid, Duration)>,
}

impl Processing {
    pub(crate) fn pass(&mut self, time: Duration) {
        self.now = self.now.saturating_add(time);
    }

    pub(crate) fn claim(&mut self, claim: &Claim) -> Claimed {
        let (now, until) = (self.now, self.now.saturating_add(claim.ttl));
        if !self.lanes.contains_key(&claim.processor) {
            self.begin(claim);
        }
        if self.ended.contains(&claim.processor) {
            return Claimed { leases: Vec::new(), share: 0 };
        }
        self.holders.insert((claim.processor.clone(), claim.holder), until);
        let others = self.holders.iter().filter(|((processor, holder), until)| {
            *processor == claim.processor && *holder != claim.holder && **until > now
        });
        let others: Vec<Uuid> = others.map(|((_, holder), _)| *holder).collect();
        let holders = others.len().saturating_add(1);
        let before = others.iter().filter(|holder| **holder < claim.holder).count();
        let lanes = self.lanes.entry(claim.processor.clone()).or_default();
        let of = u16::try_from(lanes.len()).unwrap_or(u16::MAX);
        // What does not divide goes to the first of them, one each.
        let (each, over) =
            (usize::from(of).div_euclid(holders), usize::from(of).rem_euclid(holders));
        let share = each.saturating_add(usize::from(before < over));
        let mut held = 0_usize;
        for lane in lanes.values_mut() {
            if let Some((holder, lapse)) = &mut lane.holder
                && *holder == claim.holder
            {
                *lapse = until;
                held = held.saturating_add(1);
            }
        }
        for lane in lanes.values_mut() {
            let free = lane.holder.is_none_or(|(who, lapse)| who != claim.holder && lapse <= now);
            if free && held < share {
                lane.holder = Some((claim.holder, until));
                lane.epoch = lane.epoch.saturating_add(1);
                held = held.saturating_add(1);
            }
        }
        let own = |lane: &Lane| lane.holder.is_some_and(|(holder, _)| holder == claim.holder);
        let leases = lanes.iter().filter(|(_, lane)| own(lane)).map(|(number, lane)| Lease {
            processor: claim.processor.clone(),
            lane: *number,
            lanes: of,
            epoch: lane.epoch,
            position: lane.position,
            mark: lane.mark,
        });
        Claimed { leases: leases.collect(), share: u16::try_from(share).unwrap_or(u16::MAX) }
    }

    /// The lanes of a processor that nobody has claimed before.
    fn begin(&mut self, claim: &Claim) {
        let newer = |id: &ProcessorId| {
            id.name == claim.processor.name && id.revision > claim.processor.revision
        };
        if self.ended.contains(&claim.processor) || claim.sends && self.lanes.keys().any(newer) {
            self.ended.insert(claim.processor.clone());
            return;
        }
        let older = |id: &&ProcessorId| {
            id.name == claim.processor.name && id.revision < claim.processor.revision
        };
        let older: Vec<ProcessorId> = self.lanes.keys().filter(older).cloned().collect();
        let last = older.last().and_then(|id| self.lanes.get(id));
        let count =
            last.map_or(claim.lanes.max(1), |lanes| u16::try_from(lanes.len()).unwrap_or(u16::MAX));
        let mark = |lane: u16| match last {
            Some(lanes) if claim.sends => {
                lanes.get(&lane).map_or(Position::START, |lane| lane.position)
            }
            _ => Position::START,
        };
        let lanes = (0..count).map(|lane| (lane, Lane { mark: mark(lane), ..Lane::default() }));
        let lanes = lanes.collect();
        if claim.sends {
            for id in &older {
                self.hand_over_parked(id, &claim.processor);
                self.end(id);
            }
        }
        self.lanes.insert(claim.processor.clone(), lanes);
    }

    /// What one did not deal with is the other's to go on with.
    fn hand_over_parked(&mut self, from: &ProcessorId, to: &ProcessorId) {
        let handed: Vec<DeadLetter> = self.dead_letters(Some(from));
        let handed = handed.into_iter().map(|dead| DeadLetter { processor: to.clone(), ..dead });
        self.parked
            .extend(handed.map(|dead| ((to.clone(), dead.tenant, dead.stream.clone()), dead)));
    }

    /// Nobody writes for it from now on.
    fn end(&mut self, processor: &ProcessorId) {
        self.lanes.remove(processor);
        self.ended.insert(processor.clone());
        self.holders.retain(|(of, _), _| of != processor);
        self.parked.retain(|(of, ..), _| of != processor);
    }

    fn standing(&mut self, lease: &Lease) -> Option<&mut Lane> {
        let lane = self.lanes.get_mut(&lease.processor)?.get_mut(&lease.lane)?;
        (lane.epoch == lease.epoch && lane.holder.is_some()).then_some(lane)
    }

    pub(crate) fn commit(&mut self, commit: Commit) -> CommitOutcome {
        let until = self.now.saturating_add(commit.ttl);
        let Some(lane) = self.standing(&commit.lease) else { return CommitOutcome::Fenced };
        lane.position = lane.position.max(commit.position);
        if let Some((_, lapse)) = &mut lane.holder {
            *lapse = until;
        }
        let processor = commit.lease.processor;
        for row in commit.rows {
            let rows = self.rows.entry((processor.clone(), row.tenant)).or_default();
            let created_at = rows.get(&row.key).map_or(row.created_at, |old| old.created_at);
            rows.insert(row.key.clone(), Row { created_at, ..row });
        }
        for (tenant, stream) in commit.freed {
            self.parked.remove(&(processor.clone(), tenant, stream));
        }
        for dead in commit.parked {
            self.parked.insert((processor.clone(), dead.tenant, dead.stream.clone()), dead);
        }
        CommitOutcome::Done
    }

    pub(crate) fn release(&mut self, lease: &Lease) {
        if let Some(lane) = self.standing(lease) {
            lane.holder = None;
        }
    }

    pub(crate) fn leave(&mut self, processor: &ProcessorId, holder: Uuid) {
        self.holders.remove(&(processor.clone(), holder));
    }

    /// `behind` counts the records after a position.
    pub(crate) fn progress(
        &self,
        end: Position,
        behind: impl Fn(Position) -> u64,
    ) -> Vec<Progress> {
        let all = self.lanes.iter().flat_map(|(id, lanes)| lanes.iter().map(move |of| (id, of)));
        let progress = all.map(|(id, (number, lane))| {
            let parked = self.parked.values();
            let parked = parked.filter(|dead| dead.processor == *id && dead.lane == *number);
            Progress {
                processor: id.clone(),
                lane: *number,
                holder: lane.holder.filter(|(_, lapse)| *lapse > self.now).map(|(who, _)| who),
                epoch: lane.epoch,
                position: lane.position,
                end,
                behind: behind(lane.position),
                // Memory has no clock to tell by.
                behind_ms: 0,
                parked: u64::try_from(parked.count()).unwrap_or(u64::MAX),
            }
        });
        progress.collect()
    }

    pub(crate) fn dead_letters(&self, of: Option<&ProcessorId>) -> Vec<DeadLetter> {
        let mut found: Vec<DeadLetter> = self
            .parked
            .values()
            .filter(|dead| of.is_none_or(|id| dead.processor == *id))
            .cloned()
            .collect();
        found.sort_by(|one, other| {
            (&one.processor, one.position).cmp(&(&other.processor, other.position))
        });
        found
    }

    pub(crate) fn ask(
        &mut self,
        processor: &ProcessorId,
        tenant: TenantId,
        stream: &StreamId,
        asked: Asked,
    ) -> bool {
        let dead = self.parked.get_mut(&(processor.clone(), tenant, stream.clone()));
        dead.map(|dead| dead.asked = Some(asked)).is_some()
    }

    pub(crate) fn revisions(&mut self, model: &str, form: u32) -> Revisions {
        let first = Revisions { active: Revision { number: 1, form }, building: None };
        let revisions = self.models.entry(SmolStr::new(model)).or_insert(first);
        if form > revisions.building.unwrap_or(revisions.active).form {
            let number = revisions.building.unwrap_or(revisions.active).number.saturating_add(1);
            revisions.building = Some(Revision { number, form });
        }
        *revisions
    }

    pub(crate) fn rebuild(&mut self, model: &str) -> Option<u32> {
        let revisions = self.models.get_mut(model)?;
        let Revision { number, form } = revisions.active;
        let next = Revision { number: number.saturating_add(1), form };
        Some(revisions.building.get_or_insert(next).number)
    }

    pub(crate) fn switch(&mut self, model: &str, building: u32) -> bool {
        let Some(revisions) = self.models.get_mut(model) else { return false };
        let Some(next) = revisions.building.filter(|next| next.number == building) else {
            return false;
        };
        let nothing = BTreeMap::new();
        let lanes = |number| self.lanes.get(&ProcessorId::new(model, number)).unwrap_or(&nothing);
        let (old, new) = (lanes(revisions.active.number), lanes(building));
        let behind = old.iter().any(|(number, lane)| {
            new.get(number).is_none_or(|built| built.position < lane.position)
        });
        if behind || new.is_empty() {
            return false;
        }
        *revisions = Revisions { active: next, building: None };
        true
    }

    pub(crate) fn clear(&mut self, model: &str, limit: usize) -> u64 {
        let Some(active) = self.models.get(model).map(|revisions| revisions.active.number) else {
            return 0;
        };
        let old = |id: &ProcessorId| id.name == model && id.revision < active;
        let ended: Vec<ProcessorId> = self.lanes.keys().filter(|id| old(id)).cloned().collect();
        ended.iter().for_each(|id| self.end(id));
        let rows = self.rows.iter_mut().filter(|((id, _), _)| old(id));
        let (mut left, mut emptied) = (limit, BTreeSet::new());
        for (key, rows) in rows {
            while left > 0 && rows.pop_first().is_some() {
                left = left.saturating_sub(1);
            }
            if rows.is_empty() {
                emptied.insert(key.clone());
            }
        }
        self.rows.retain(|key, _| !emptied.contains(key));
        u64::try_from(limit.saturating_sub(left)).unwrap_or(u64::MAX)
    }

    pub(crate) fn rows(&self, model: &str, of: TenantId, after: &str, limit: usize) -> Vec<Row> {
        let active = self.models.get(model).map_or(1, |revisions| revisions.active.number);
        let rows = self.rows.get(&(ProcessorId::new(model, active), of));
        let rows = rows.into_iter().flat_map(|rows| rows.range(after.to_owned()..));
        rows.filter(|(key, _)| *key != after).take(limit).map(|(_, row)| row.clone()).collect()
    }
}
