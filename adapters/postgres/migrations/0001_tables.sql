-- The position of a record in the feed. CACHE 1: a session that kept numbers back would hand them
-- out behind the published floor. setval makes last_value a number that is in nobody's flight: on a
-- fresh sequence it is the one that nextval gives next.
create sequence palco.event_store_id_seq as bigint cache 1;
select setval('palco.event_store_id_seq', 1, true);

-- The server counts the tables that grow when they have grown. A statement that was planned for a table
-- counted as a page or two reads all of it, for as long as its connection keeps the plan and the server
-- does not count again: in the first minute of an on-sale. Not counted, a table passes for ten pages.
create table palco.event_store (
    id bigint not null default nextval('palco.event_store_id_seq'),
    tenant_id uuid not null,
    aggregate_type text collate "C" not null,
    aggregate_id uuid not null,
    version bigint not null check (version > 0),
    event_id uuid not null,
    event_type text not null,
    schema_version integer not null,
    event_data json not null,
    metadata jsonb not null,
    command_id uuid not null,
    created_at timestamptz not null,
    primary key (tenant_id, aggregate_type, aggregate_id, version)
) with (autovacuum_analyze_threshold = 10000, autovacuum_vacuum_insert_threshold = 10000);
alter sequence palco.event_store_id_seq owned by palco.event_store.id;
-- The feed. Not declared unique, which a table distributed by tenant could not keep; the sequence
-- sees to it.
create index event_store_position on palco.event_store (id);

-- Command ids that took effect; kept for ever. The positions of what each wrote are found between
-- first_position and last_position, among those of few others that were drawn at the same moment:
-- so the records need no index of their own for it.
create table palco.commands (
    tenant_id uuid not null,
    command_id uuid not null,
    request_hash bytea not null check (octet_length(request_hash) = 32),
    first_position bigint not null,
    last_position bigint not null check (last_position >= first_position),
    primary key (tenant_id, command_id)
) with (autovacuum_analyze_threshold = 10000, autovacuum_vacuum_insert_threshold = 10000);

create table palco.guards (
    tenant_id uuid not null,
    space text collate "C" not null,
    key text collate "C" not null,
    owner uuid not null,
    primary key (tenant_id, space, key)
);

-- epoch: raised by an operator after a promotion that lost records; outside checkpoints are void
-- then.
create table palco.store_meta (
    singleton boolean primary key default true check (singleton),
    epoch bigint not null default 1
);
insert into palco.store_meta default values;

-- palco.store_tag(): tells this store's advisory locks from those of other stores in the database.
-- A function, since every append asks for it: a constant in the plan costs nothing. Those of the others
-- are read, never called: whoever may make a function in this database could have any run here.
-- Migrators take turns on one lock per database, so nobody else draws meanwhile.
do $draw$
declare
    taken constant int[] := array(
        select substr(p.prosrc, 8)::int from pg_catalog.pg_proc p
         where p.proname = 'store_tag' and p.prosrc ~ '^select [0-9]{1,5}$');
    -- Never 0: of another program's lock with a small number as its key these bits are 0.
    drawn int := 1 + floor(random() * 32767);
begin
    while drawn = any (taken) loop
        drawn := drawn % 32767 + 1;
    end loop;
    execute format(
        'create function palco.store_tag() returns int language sql immutable parallel safe as %L',
        format('select %s', drawn));
end
$draw$;
