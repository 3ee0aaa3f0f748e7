-- The least that holds a record: its columns, its primary key, and a position drawn from a sequence.
-- No index on the position, no command ids, no table of streams.
drop schema if exists limits cascade;
create schema limits;
create table limits.records (
    id bigint generated always as identity,
    tenant_id uuid not null,
    aggregate_type text collate "C" not null,
    aggregate_id uuid not null,
    version bigint not null,
    event_id uuid not null,
    event_type text not null,
    schema_version integer not null,
    event_data json not null,
    metadata jsonb not null,
    command_id uuid not null,
    created_at timestamptz not null,
    primary key (tenant_id, aggregate_type, aggregate_id, version)
);
-- The hot row that everybody writes by hand.
create table limits.ticket_types (id int primary key, available bigint not null);
insert into limits.ticket_types values (1, 100000000);
