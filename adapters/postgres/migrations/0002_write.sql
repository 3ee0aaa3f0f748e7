-- Writes records and the commands that they are of, in the caller's transaction. Commands and records
-- name what they touch by its place, from 1: a record its stream and its command. record_ends: the
-- place of each command's last record; everyone has at least one.
--
-- Arrays are unnested in select lists: in a FROM clause each would be copied to a store of its own first.
--
-- Answers with the positions, one a record that was sent.
create function palco.write(
    stream_tenants uuid[], stream_types text[], stream_ids uuid[],
    command_tenants uuid[], command_ids uuid[], request_hashes bytea[], metadata text[],
    recorded_at timestamptz[], record_ends int[],
    record_streams int[], record_versions bigint[], record_commands int[], record_event_ids uuid[],
    record_types text[], record_schema_versions int[], record_data text[],
    -- Of each command whether it is to be written; null when all are.
    written boolean[]
) returns bigint[] language plpgsql volatile as $write$
declare
    positions bigint[];
begin
    -- The published floor: every position of this transaction will be above it, and until it ends no
    -- reader goes beyond. By the function, which takes the sequence's own lock: what its row shows may
    -- be ahead for a moment, and then positions of this transaction would be below its floor.
    perform pg_advisory_xact_lock_shared(
        (palco.store_tag()::bigint << 48)
        | pg_catalog.pg_sequence_last_value('palco.event_store_id_seq'::regclass));
    positions := array(
        select nextval('palco.event_store_id_seq')
          from (select generate_series(1, cardinality(record_streams))) r);
    -- Who holds the floor holds the feed, and waits only for another call that is about to commit the
    -- same command: in one order, so that no two wait for each other.
    insert into palco.commands (
        tenant_id, command_id, request_hash, first_position, last_position)
    select c.tenant, c.id, c.hash,
           positions[coalesce(record_ends[c.place - 1], 0) + 1], positions[c.record_end]
      from (select unnest(command_tenants), unnest(command_ids), unnest(request_hashes),
                   unnest(record_ends), generate_series(1, cardinality(command_ids)))
           c(tenant, id, hash, record_end, place)
     where written is null or written[c.place]
     order by c.tenant, c.id;
    insert into palco.event_store (
        id, tenant_id, aggregate_type, aggregate_id, version, event_id, event_type,
        schema_version, event_data, metadata, command_id, created_at)
    select r.position, stream_tenants[r.stream], stream_types[r.stream], stream_ids[r.stream],
           r.version, r.event_id, r.type, r.schema_version, r.data::json,
           metadata[r.command]::jsonb, command_ids[r.command], recorded_at[r.command]
      from (select unnest(positions), unnest(record_streams), unnest(record_versions),
                   unnest(record_commands), unnest(record_event_ids), unnest(record_types),
                   unnest(record_schema_versions), unnest(record_data))
           r(position, stream, version, command, event_id, type, schema_version, data)
     where written is null or written[r.command];
    return positions;
end
$write$;

-- Writes a list of appends that ask for no more than that their streams are where the list says, and
-- that their commands are new: most lists. Called as a statement of its own: it takes locks that last
-- until the transaction ends.
--
-- Answers with the positions of the records, or null when nothing was written, since not all of it is
-- so: then palco.append judges each append by itself.
create function palco.append_as_decided(
    -- stream_versions: what the list was decided on; 0 only of a stream of which there is a record.
    -- stream_turns: whether the caller asks nobody else for the stream's turn, since it has it.
    stream_tenants uuid[], stream_types text[], stream_ids uuid[], stream_versions bigint[],
    stream_turns boolean[],
    command_tenants uuid[], command_ids uuid[], request_hashes bytea[], metadata text[],
    recorded_at timestamptz[], record_ends int[],
    record_streams int[], record_versions bigint[], record_commands int[], record_event_ids uuid[],
    record_types text[], record_schema_versions int[], record_data text[]
) returns bigint[] language plpgsql volatile
-- Arrays of every length would be planned for anew in each call, at several times the cost of the
-- work itself; and a plan that was made while the tables were small must not read all of them later.
-- A scan that cannot be avoided looks dear then, and nothing here is worth compiling.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off
as $append$
declare
    locks constant int := palco.store_tag() * 4;
begin
    -- Under a snapshot older than the locks, the versions read below would be old as well.
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'palco.append_as_decided needs the isolation level read committed'
            using errcode = 'invalid_transaction_state';
    end if;

    -- As palco.append does, which has guards to lock as well.
    perform pg_advisory_xact_lock(locks + 1, s.hash)
       from (select uuid_hash(k.id) # hashtext(k.type)
               from (select unnest(stream_types), unnest(stream_ids)) k(type, id)
              order by 1) s(hash);

    -- In a statement after the locks, so that it sees what the last holder left. Only that a stream is
    -- so far is looked up: if it is further, or there where it is to begin, so is the key of the next
    -- record. By its version and not by EXISTS, for which all records may be read into a hash.
    if exists (
        select from (select unnest(stream_tenants), unnest(stream_types), unnest(stream_ids),
                            unnest(stream_versions), unnest(stream_turns))
                    k(tenant, type, id, version, turn)
         where not (k.turn or pg_try_advisory_xact_lock_shared(
                              locks + 3, uuid_hash(k.id) # hashtext(k.type)))
            or k.version > 0 and (
               select e.version from palco.event_store e
                where e.tenant_id = k.tenant and e.aggregate_type = k.type
                  and e.aggregate_id = k.id and e.version = k.version) is null)
    then
        return null;
    end if;

    begin
        return palco.write(
            stream_tenants, stream_types, stream_ids,
            command_tenants, command_ids, request_hashes, metadata, recorded_at, record_ends,
            record_streams, record_versions, record_commands, record_event_ids, record_types,
            record_schema_versions, record_data, null);
    exception
        -- A command is known, or a stream has begun.
        when unique_violation then return null;
    end;
end
$append$;
