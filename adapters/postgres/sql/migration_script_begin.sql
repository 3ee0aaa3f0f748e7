-- Everything that a process makes when it connects, for an administrator to run by hand:
--
--     psql --file this.sql "$DATABASE_URL"
--
-- Afterwards connecting finds nothing to do. It is one transaction; where the schema was migrated
-- before, it fails and changes nothing.
\set ON_ERROR_STOP on
begin;
set local search_path = pg_catalog, pg_temp;
set local standard_conforming_strings = on;
select pg_catalog.pg_advisory_xact_lock(1346456643, 1);
select pg_catalog.set_config('palco_store.partitions', '{partitions}', true);
create schema if not exists {schema};
create table palco.migrations (
    version bigint primary key,
    description text not null,
    installed_on timestamptz not null default now(),
    success boolean not null,
    checksum bytea not null,
    execution_time bigint not null
);
