-- Judges each append of a list in its order, on what those before it leave. The parameters are those
-- of palco.append and what it read: the hashes that the commands have, the versions of the streams
-- and the owners of the guards.
create function palco.judge(
    known_hashes bytea[], versions bigint[], owners uuid[],
    append_commands int[], request_hashes bytea[], write_ends int[], check_ends int[],
    write_streams int[], expected_versions bigint[], write_counts int[], write_refused boolean[],
    check_guards int[], check_owners uuid[], check_claims boolean[],
    -- bases: null where nothing is written. owners_after: of the guards.
    out outcomes text[], out places int[], out actuals bigint[], out bases bigint[],
    out owners_after uuid[]
) language plpgsql immutable as $judge$
declare
    -- Written by an append of this call that did not go through: nothing that expects a version of
    -- such a stream was decided on what is there.
    refused boolean[] := array_fill(false, array[cardinality(versions)]);
    -- Records that each stream gets.
    counts int[] := array_fill(0, array[cardinality(versions)]);
    owners_before uuid[];
    judged text;
    first_write int := 1;
    first_check int := 1;
    slot int;
begin
    owners_after := owners;
    for i in 1 .. cardinality(append_commands) loop
        judged := 'appended';
        places[i] := null;
        actuals[i] := null;
        if known_hashes[append_commands[i]] is not null then
            judged := case when known_hashes[append_commands[i]] = request_hashes[i]
                           then 'duplicate' else 'command_id_reused' end;
        end if;
        if judged = 'appended' then
            for w in first_write .. write_ends[i] loop
                slot := write_streams[w];
                if expected_versions[w] >= 0 and (write_refused[w] or refused[slot]
                        or expected_versions[w] <> versions[slot] + counts[slot]) then
                    judged := 'conflict';
                    places[i] := w - first_write;
                    actuals[i] := versions[slot] + counts[slot];
                    exit;
                end if;
            end loop;
        end if;
        if judged = 'appended' then
            owners_before := owners_after;
            for g in first_check .. check_ends[i] loop
                slot := check_guards[g];
                if not check_claims[g] then
                    if owners_after[slot] = check_owners[g] then
                        owners_after[slot] := null;
                    end if;
                elsif owners_after[slot] <> check_owners[g] then
                    judged := 'guard_taken';
                    places[i] := g - first_check;
                    owners_after := owners_before;
                    exit;
                else
                    owners_after[slot] := check_owners[g];
                end if;
            end loop;
        end if;
        for w in first_write .. write_ends[i] loop
            slot := write_streams[w];
            bases[w] := case when judged = 'appended' then versions[slot] + counts[slot] end;
            if judged = 'appended' then
                counts[slot] := counts[slot] + write_counts[w];
            elsif write_counts[w] > 0 then
                refused[slot] := true;
            end if;
        end loop;
        if judged = 'appended' then
            known_hashes[append_commands[i]] := request_hashes[i];
        end if;
        outcomes[i] := judged;
        first_write := write_ends[i] + 1;
        first_check := check_ends[i] + 1;
    end loop;
end
$judge$;

-- Writes a list of appends in one round trip, each atomic on its own. Called as a statement of its
-- own: it takes locks that last until the transaction ends.
--
-- What the call touches comes once each (command_*, stream_*, guard_*), and everything else names it
-- by its place, from 1: an append its command, a write its stream, a check its guard, a record its
-- append and its write. *_end is the last place that belongs to an append.
--
-- Answers with one row for the whole list (append is null), then with the records of duplicates and
-- the tails of conflicts.
create function palco.append(
    command_tenants uuid[], command_ids uuid[],
    -- stream_turns: whether the caller asks nobody else for the stream's turn, since it has it.
    stream_tenants uuid[], stream_types text[], stream_ids uuid[], stream_turns boolean[],
    guard_tenants uuid[], guard_spaces text[], guard_keys text[],
    append_commands int[], request_hashes bytea[], metadata text[], recorded_at timestamptz[],
    write_ends int[], check_ends int[], record_ends int[],
    -- expected_versions: -1 for any. write_refused: follows one that an earlier call of the same
    -- list did not write; so is taken what is to go to a stream while another has its turn.
    write_streams int[], expected_versions bigint[], write_counts int[], write_refused boolean[],
    check_guards int[], check_owners uuid[], check_claims boolean[],
    -- record_nths: the place within the write, from 1.
    record_writes int[], record_nths int[], record_appends int[],
    record_event_ids uuid[], record_types text[], record_schema_versions int[], record_data text[]
) returns table (
    -- outcomes, places, actuals: one an append. places: of the write in conflict or of the guard
    -- taken, within the append and from 0. bases: one a write, the version before it. positions: one
    -- a record that was sent.
    append int, outcomes text[], places int[], actuals bigint[], bases bigint[], positions bigint[],
    id bigint, tenant_id uuid, aggregate_type text, aggregate_id uuid, version bigint,
    command_id uuid, actor uuid, trace_parent text, created_at timestamptz, event_id uuid,
    event_type text, schema_version int, event_data text
) language plpgsql volatile
-- As palco.append_as_decided has them.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off
as $append$
#variable_conflict use_column
declare
    known_hashes bytea[];
    versions bigint[];
    turns boolean[];
    owners uuid[];
    owners_after uuid[];
begin
    -- Under a snapshot older than the locks, the versions read below would be old as well.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'palco.append needs the isolation level read committed'
            using errcode = 'invalid_transaction_state';
    end if;

    -- Advisory locks, since what is locked need not exist yet, and an append that does not go
    -- through writes nothing by them: no row, no transaction id, no flush. Streams first, then
    -- guards, each in the order of its hash, so that no two calls wait for each other; keys of the
    -- same hash only wait.
    perform pg_advisory_xact_lock(palco.store_tag() * 4 + k.phase, k.hash)
       from (select 1, uuid_hash(s.id) # hashtext(s.type)
               from unnest(stream_types, stream_ids) s(type, id)
             union all
             select 2, hashtext(g.key) from unnest(guard_keys) g(key)
             order by 1, 2) k(phase, hash);

    for tries in 1 .. 3 loop
        -- In statements after the locks, so that they see what the last holder left.
        select array(select (select c.request_hash from palco.commands c
                              where c.tenant_id = k.tenant and c.command_id = k.id)
                       from unnest(command_tenants, command_ids) k(tenant, id)),
               array(select coalesce((select e.version from palco.event_store e
                                       where e.tenant_id = k.tenant and e.aggregate_type = k.type
                                         and e.aggregate_id = k.id
                                       order by e.version desc limit 1), 0)
                       from unnest(stream_tenants, stream_types, stream_ids) k(tenant, type, id)),
               -- Whether nobody else has the stream's turn, or waits for it. Not waited for: its
               -- holder may be waiting for what is locked here.
               array(select k.turn or pg_try_advisory_xact_lock_shared(
                                palco.store_tag() * 4 + 3, uuid_hash(k.id) # hashtext(k.type))
                       from unnest(stream_types, stream_ids, stream_turns) k(type, id, turn)),
               array(select (select g.owner from palco.guards g
                              where g.tenant_id = k.tenant and g.space = k.space and g.key = k.key)
                       from unnest(guard_tenants, guard_spaces, guard_keys) k(tenant, space, key))
          into known_hashes, versions, turns, owners;
        select j.outcomes, j.places, j.actuals, j.bases, j.owners_after
          into strict outcomes, places, actuals, bases, owners_after
          from palco.judge(
               known_hashes, versions, owners, append_commands, request_hashes,
               write_ends, check_ends, write_streams, expected_versions, write_counts,
               array(select w.refused or not turns[w.stream]
                       from unnest(write_streams, write_refused) w(stream, refused)),
               check_guards, check_owners, check_claims) j;
        exit when not 'appended' = any (outcomes);
        begin
            delete from palco.guards d
             using unnest(guard_tenants, guard_spaces, guard_keys, owners_after, owners)
                   g(tenant, space, key, owner, before)
             where g.owner is null and g.before is not null
               and d.tenant_id = g.tenant and d.space = g.space and d.key = g.key;
            insert into palco.guards (tenant_id, space, key, owner)
            select g.tenant, g.space, g.key, g.owner
              from unnest(guard_tenants, guard_spaces, guard_keys, owners_after, owners)
                   g(tenant, space, key, owner, before)
             where g.owner is not null and g.owner is distinct from g.before
                on conflict (tenant_id, space, key) do update set owner = excluded.owner;
            positions := palco.write(
                stream_tenants, stream_types, stream_ids,
                array(select command_tenants[c] from unnest(append_commands) c),
                array(select command_ids[c] from unnest(append_commands) c),
                request_hashes, metadata, recorded_at, record_ends,
                array(select write_streams[w] from unnest(record_writes) w),
                array(select bases[r.write] + r.nth
                        from unnest(record_writes, record_nths) r(write, nth)),
                record_appends, record_event_ids, record_types, record_schema_versions, record_data,
                array(select o = 'appended' from unnest(outcomes) o));
            exit;
        exception
            -- The same command, sent for other streams, was committed just now: it is known next time.
            when unique_violation then
                if tries = 3 then raise; end if;
        end;
    end loop;
    return next;

    -- The records that a caller does not have. A conflict in the middle of the list shows what was
    -- there at its turn, not what later appends of the call wrote.
    if 'duplicate' = any (outcomes) then
        return query
        select a.place::int, null::text[], null::int[], null::bigint[], null::bigint[],
               null::bigint[], r.*
          from unnest(outcomes, append_commands) with ordinality a(outcome, command, place)
         cross join lateral palco.written(command_tenants[a.command], command_ids[a.command]) r
         where a.outcome = 'duplicate'
         order by a.place, r.id;
    end if;
    if 'conflict' = any (outcomes) then
        return query
        select a.place::int, null::text[], null::int[], null::bigint[], null::bigint[],
               null::bigint[], r.*
          from unnest(outcomes, places, actuals, write_ends) with ordinality
               a(outcome, place_of_write, actual, write_end, place)
         cross join lateral (
               select coalesce(write_ends[a.place - 1], 0) + 1 + a.place_of_write) c(write)
         cross join lateral (
               select r.* from palco.records r
                where r.tenant_id = stream_tenants[write_streams[c.write]]
                  and r.aggregate_type = stream_types[write_streams[c.write]]
                  and r.aggregate_id = stream_ids[write_streams[c.write]]
                  and r.version > expected_versions[c.write] and r.version <= a.actual
                order by r.version limit 256) r
         where a.outcome = 'conflict'
         order by a.place, r.version;
    end if;
end
$append$;
