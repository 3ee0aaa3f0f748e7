-- Writes a list of appends in one round trip, each atomic on its own. Called as a statement of its
-- own: it takes locks that last until the transaction ends.
--
-- The keys that the call touches come once each (command_*, stream_*, guard_*) and everything else
-- names them by their place, from 1; *_end gives the last place that belongs to an append.
--
-- Answers with one row per append (outcome is not null), then the records of a duplicate or the
-- tail of a conflict (outcome is null).
create function palco.append(
    command_tenants uuid[], command_ids uuid[],
    stream_tenants uuid[], stream_types text[], stream_ids uuid[],
    guard_tenants uuid[], guard_spaces text[], guard_keys text[],
    append_commands int[], request_hashes bytea[], actors uuid[], recorded_at timestamptz[],
    write_ends int[], check_ends int[],
    write_streams int[], expected_versions bigint[], write_counts int[], write_refused boolean[],
    check_guards int[], check_owners uuid[], check_claims boolean[],
    record_writes int[], record_appends int[], record_event_ids uuid[], record_types text[],
    record_schema_versions int[], record_data text[], trace_parents text[]
) returns table (
    -- place: of the write in conflict, or the guard taken, within its append and from 0.
    -- bases: the version before each write.
    append int, outcome text, place int, actual bigint, bases bigint[], positions bigint[],
    id bigint, tenant_id uuid, aggregate_type text, aggregate_id uuid, version bigint,
    command_id uuid, actor uuid, trace_parent text, created_at timestamptz, event_id uuid,
    event_type text, schema_version int, event_data text
) language plpgsql volatile as $append$
#variable_conflict use_column
declare
    asked constant int := cardinality(append_commands);
    tag int;
    held record;
    known_hashes bytea[];
    versions bigint[];
    versions_before bigint[];
    owners uuid[];
    owners_before uuid[];
    owners_after uuid[];
    -- Written by an append of this call that did not go through: nothing that expects a version of
    -- such a stream was decided on what is there.
    refused boolean[] := array_fill(false, array[cardinality(stream_ids)]);
    outcomes text[] := array_fill(null::text, array[asked]);
    places int[] := array_fill(null::int, array[asked]);
    actuals bigint[] := array_fill(null::bigint, array[asked]);
    write_bases bigint[] := array_fill(null::bigint, array[cardinality(write_streams)]);
    first_writes int[] := array_fill(null::int, array[asked]);
    judged text;
    first_write int := 1;
    first_check int := 1;
    slot int;
    conflicting int;
    total int := 0;
    sizes int[] := array_fill(0, array[asked]);
    floor bigint;
    allocated bigint[];
    given int := 0;
begin
    -- Under a snapshot older than the locks, the versions read below would be old as well.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'palco.append needs the isolation level read committed'
            using errcode = 'invalid_transaction_state';
    end if;
    select m.tag into strict tag from palco.store_meta m;

    -- Advisory locks, since what is locked need not exist yet, and an append that does not go
    -- through writes nothing by them: no row, no transaction id, no flush. Commands first, then
    -- streams, then guards, each in the order of its hash, so that no two calls wait for each
    -- other; keys of the same hash only wait.
    for held in
        select distinct k.phase, k.hash from (
            select 0, hashtext(concat_ws('/', c.tenant, c.id))
              from unnest(command_tenants, command_ids) c(tenant, id)
            union all
            select 1, hashtext(concat_ws('/', s.tenant, s.type, s.id))
              from unnest(stream_tenants, stream_types, stream_ids) s(tenant, type, id)
            union all
            select 2, hashtext(concat_ws('/', g.tenant, g.space, g.key))
              from unnest(guard_tenants, guard_spaces, guard_keys) g(tenant, space, key)
        ) k(phase, hash) order by k.phase, k.hash
    loop
        perform pg_advisory_xact_lock(tag * 4 + held.phase, held.hash);
    end loop;

    -- In statements after the locks, so that they see what the last holder left. As subqueries, so
    -- that a plan made when the tables were small still goes by the index when they are not.
    known_hashes := array(
        select (select c.request_hash from palco.commands c
                 where c.tenant_id = k.tenant and c.command_id = k.id)
          from unnest(command_tenants, command_ids) with ordinality k(tenant, id, place)
         order by k.place);
    versions := array(
        select coalesce((select s.version from palco.streams s
                          where s.tenant_id = k.tenant and s.aggregate_type = k.type
                            and s.aggregate_id = k.id), 0)
          from unnest(stream_tenants, stream_types, stream_ids)
               with ordinality k(tenant, type, id, place)
         order by k.place);
    owners := array(
        select (select g.owner from palco.guards g
                 where g.tenant_id = k.tenant and g.space = k.space and g.key = k.key)
          from unnest(guard_tenants, guard_spaces, guard_keys)
               with ordinality k(tenant, space, key, place)
         order by k.place);
    versions_before := versions;
    owners_before := owners;

    -- Judges every append, in order, on what those before it leave; writes nothing yet.
    for i in 1 .. asked loop
        judged := 'appended';
        first_writes[i] := first_write;
        if known_hashes[append_commands[i]] is not null then
            judged := case when known_hashes[append_commands[i]] = request_hashes[i]
                           then 'duplicate' else 'command_id_reused' end;
        end if;
        if judged = 'appended' then
            for w in first_write .. write_ends[i] loop
                slot := write_streams[w];
                if expected_versions[w] >= 0 and (expected_versions[w] <> versions[slot]
                        or write_refused[w] or refused[slot]) then
                    judged := 'conflict';
                    places[i] := w - first_write;
                    actuals[i] := versions[slot];
                    exit;
                end if;
            end loop;
        end if;
        if judged = 'appended' and first_check <= check_ends[i] then
            owners_after := owners;
            for g in first_check .. check_ends[i] loop
                slot := check_guards[g];
                if not check_claims[g] then
                    if owners_after[slot] = check_owners[g] then
                        owners_after[slot] := null;
                    end if;
                elsif owners_after[slot] <> check_owners[g] then
                    judged := 'guard_taken';
                    places[i] := g - first_check;
                    exit;
                else
                    owners_after[slot] := check_owners[g];
                end if;
            end loop;
            if judged = 'appended' then
                owners := owners_after;
            end if;
        end if;
        for w in first_write .. write_ends[i] loop
            slot := write_streams[w];
            if judged = 'appended' then
                write_bases[w] := versions[slot];
                versions[slot] := versions[slot] + write_counts[w];
                sizes[i] := sizes[i] + write_counts[w];
            elsif write_counts[w] > 0 then
                refused[slot] := true;
            end if;
        end loop;
        if judged = 'appended' then
            known_hashes[append_commands[i]] := request_hashes[i];
            total := total + sizes[i];
        end if;
        outcomes[i] := judged;
        first_write := write_ends[i] + 1;
        first_check := check_ends[i] + 1;
    end loop;

    if total > 0 then
        insert into palco.commands (tenant_id, command_id, request_hash)
        select command_tenants[a.command], command_ids[a.command], a.hash
          from unnest(append_commands, request_hashes, outcomes) a(command, hash, outcome)
         where a.outcome = 'appended';
        insert into palco.streams (tenant_id, aggregate_type, aggregate_id, version)
        select s.tenant, s.type, s.id, s.version
          from unnest(stream_tenants, stream_types, stream_ids, versions, versions_before)
               s(tenant, type, id, version, before)
         where s.version <> s.before
            on conflict (tenant_id, aggregate_type, aggregate_id)
            do update set version = excluded.version;
        if owners is distinct from owners_before then
            delete from palco.guards d
             using unnest(guard_tenants, guard_spaces, guard_keys, owners, owners_before)
                   g(tenant, space, key, owner, before)
             where g.owner is null and g.before is not null
               and d.tenant_id = g.tenant and d.space = g.space and d.key = g.key;
            insert into palco.guards (tenant_id, space, key, owner)
            select g.tenant, g.space, g.key, g.owner
              from unnest(guard_tenants, guard_spaces, guard_keys, owners, owners_before)
                   g(tenant, space, key, owner, before)
             where g.owner is not null and g.owner is distinct from g.before
                on conflict (tenant_id, space, key) do update set owner = excluded.owner;
        end if;

        -- The published floor: every position of this transaction will be above it, and until it
        -- ends no reader goes beyond. From here on nothing waits for anybody: who holds the floor
        -- holds the feed.
        select s.last_value into floor from palco.event_store_id_seq s;
        perform pg_advisory_xact_lock_shared((tag::bigint << 48) | floor);
        allocated := array(
            select nextval('palco.event_store_id_seq') from generate_series(1, total));
        insert into palco.event_store (
            id, tenant_id, aggregate_type, aggregate_id, version, event_id, event_type,
            schema_version, event_data, metadata, command_id, created_at)
        select allocated[r.nth], stream_tenants[r.stream], stream_types[r.stream],
               stream_ids[r.stream], r.base + r.nth_in_write, r.event_id, r.type,
               r.schema_version, r.data::jsonb,
               jsonb_strip_nulls(jsonb_build_object(
                   'actor', actors[r.append], 'trace_parent', trace_parents[r.append])),
               command_ids[append_commands[r.append]], recorded_at[r.append]
          from (select k.*, write_streams[k.write] as stream, write_bases[k.write] as base,
                       row_number() over (order by k.place) as nth,
                       row_number() over (partition by k.write order by k.place) as nth_in_write
                  from unnest(record_writes, record_appends, record_event_ids, record_types,
                              record_schema_versions, record_data)
                       with ordinality
                       k(write, append, event_id, type, schema_version, data, place)
                 where outcomes[k.append] = 'appended') r
         order by r.nth;
    end if;

    for i in 1 .. asked loop
        append := i;
        outcome := outcomes[i];
        place := places[i];
        actual := actuals[i];
        bases := write_bases[first_writes[i] : write_ends[i]];
        positions := allocated[given + 1 : given + sizes[i]];
        given := given + sizes[i];
        return next;
    end loop;

    -- The records that a caller does not have. A conflict in the middle of the list shows what was
    -- there at its turn, not what later appends of the call wrote.
    for i in 1 .. asked loop
        if outcomes[i] = 'duplicate' then
            return query
            select i, null::text, null::int, null::bigint, null::bigint[], null::bigint[],
                   e.id, e.tenant_id, e.aggregate_type, e.aggregate_id, e.version, e.command_id,
                   (e.metadata ->> 'actor')::uuid, e.metadata ->> 'trace_parent', e.created_at,
                   e.event_id, e.event_type, e.schema_version, e.event_data::text
              from palco.event_store e
             where e.tenant_id = command_tenants[append_commands[i]]
               and e.command_id = command_ids[append_commands[i]]
             order by e.id;
        elsif outcomes[i] = 'conflict' then
            conflicting := first_writes[i] + places[i];
            slot := write_streams[conflicting];
            return query
            select i, null::text, null::int, null::bigint, null::bigint[], null::bigint[],
                   e.id, e.tenant_id, e.aggregate_type, e.aggregate_id, e.version, e.command_id,
                   (e.metadata ->> 'actor')::uuid, e.metadata ->> 'trace_parent', e.created_at,
                   e.event_id, e.event_type, e.schema_version, e.event_data::text
              from palco.event_store e
             where e.tenant_id = stream_tenants[slot] and e.aggregate_type = stream_types[slot]
               and e.aggregate_id = stream_ids[slot]
               and e.version > expected_versions[conflicting] and e.version <= actuals[i]
             order by e.version limit 256;
        end if;
    end loop;
end
$append$;
