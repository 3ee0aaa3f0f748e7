-- Background processors: who works on which lane, how far it came, and what could not be taken in.
-- These belong to the store's shard as a whole, not to a tenant.

-- lanes: settled by the first revision. ended: nobody claims it any more.
create table palco.processors (
    name text collate "C" not null,
    revision int not null check (revision > 0),
    lanes int not null check (lanes between 1 and 65535),
    ended boolean not null default false,
    primary key (name, revision)
);

-- epoch: raised whenever a lane changes hands; what comes with an older one is refused.
-- mark: nothing is sent out for a record at or below, since an older revision did.
create table palco.checkpoints (
    processor text collate "C" not null,
    revision int not null,
    lane int not null check (lane >= 0),
    position bigint not null default 0,
    mark bigint not null default 0,
    epoch bigint not null default 0,
    holder uuid,
    expires_at timestamptz,
    primary key (processor, revision, lane)
) with (fillfactor = 50);

-- Who would work on a processor, whether or not it holds a lane: the shares are counted by it.
create table palco.processor_holders (
    processor text collate "C" not null,
    revision int not null,
    holder uuid not null,
    expires_at timestamptz not null,
    primary key (processor, revision, holder)
);

-- One row a parked stream: the record that it is parked at.
create table palco.dead_letters (
    tenant_id uuid not null,
    processor text collate "C" not null,
    revision int not null,
    aggregate_type text collate "C" not null,
    aggregate_id uuid not null,
    lane int not null,
    version bigint not null,
    position bigint not null,
    reason text not null,
    tries int not null,
    asked text check (asked in ('retry', 'skip')),
    failed_at timestamptz not null default clock_timestamp(),
    primary key (tenant_id, processor, revision, aggregate_type, aggregate_id)
);
create index dead_letters_processor on palco.dead_letters (processor, revision, lane);

-- Says that the holder is there, renews what it holds, and takes free or lapsed lanes up to its share.
-- Whoever claims the same processor waits for the row in `processors`; commits wait for nobody.
create function palco.claim(
    processor_name text, processor_revision int, wanted int, claimant uuid, ttl interval,
    sends boolean
) returns table (lane int, lanes int, epoch bigint, "position" bigint, mark bigint, share int)
language plpgsql volatile as $claim$
#variable_conflict use_column
declare
    total int;
    over boolean;
    created boolean;
    holders int;
    before int;
    fair int;
    have int;
begin
    insert into palco.processors (name, revision, lanes, ended)
    values (
        processor_name, processor_revision,
        coalesce((select p.lanes from palco.processors p where p.name = processor_name
                   order by p.revision desc limit 1), wanted),
        sends and exists (select 1 from palco.processors p
                           where p.name = processor_name and p.revision > processor_revision))
        on conflict (name, revision) do nothing;
    created := found;
    select p.lanes, p.ended into total, over from palco.processors p
     where p.name = processor_name and p.revision = processor_revision for update;
    if over then
        return;
    end if;
    if created then
        if sends then
            update palco.processors p set ended = true
             where p.name = processor_name and p.revision < processor_revision;
        end if;
        -- Deleting waits for a commit under way, and gives the position that it left.
        with old as (
            delete from palco.checkpoints c
             where sends and c.processor = processor_name and c.revision < processor_revision
            returning c.lane, c.position
        )
        insert into palco.checkpoints (processor, revision, lane, mark)
        select processor_name, processor_revision, l.lane, coalesce(max(old.position), 0)
          from generate_series(0, total - 1) l(lane) left join old on old.lane = l.lane
         group by l.lane;
        -- What the older ones did not deal with is the new one's to go on with.
        update palco.dead_letters d set revision = processor_revision
         where sends and d.processor = processor_name and d.revision < processor_revision;
    end if;

    delete from palco.processor_holders h
     where h.processor = processor_name and h.revision = processor_revision
       and h.expires_at <= clock_timestamp();
    insert into palco.processor_holders (processor, revision, holder, expires_at)
    values (processor_name, processor_revision, claimant, clock_timestamp() + ttl)
        on conflict (processor, revision, holder)
        do update set expires_at = excluded.expires_at;
    select count(*), count(*) filter (where h.holder < claimant) into holders, before
      from palco.processor_holders h
     where h.processor = processor_name and h.revision = processor_revision;
    -- What does not divide goes to the first of them, one each.
    fair := total / holders + case when before < total % holders then 1 else 0 end;

    update palco.checkpoints c set expires_at = clock_timestamp() + ttl
     where c.processor = processor_name and c.revision = processor_revision
       and c.holder = claimant;
    get diagnostics have = row_count;
    if have < fair then
        -- Asked again in the update itself: a commit may have renewed the lease meanwhile.
        update palco.checkpoints c
           set holder = claimant, expires_at = clock_timestamp() + ttl, epoch = c.epoch + 1
         where c.processor = processor_name and c.revision = processor_revision
           and (c.holder is null or c.holder <> claimant and c.expires_at <= clock_timestamp())
           and c.lane in (
               select f.lane from palco.checkpoints f
                where f.processor = processor_name and f.revision = processor_revision
                  and (f.holder is null
                       or f.holder <> claimant and f.expires_at <= clock_timestamp())
                order by f.lane limit fair - have);
    end if;
    return query
        select c.lane, total, c.epoch, c.position, c.mark, fair from palco.checkpoints c
         where c.processor = processor_name and c.revision = processor_revision
           and c.holder = claimant
         order by c.lane;
    if not found then
        return query select null::int, total, null::bigint, null::bigint, null::bigint, fair;
    end if;
end
$claim$;
