-- States, so that not every record need be read again. A cache: all of it may be deleted at any time.
-- event_id: of the record that is the last one in it. While that record is there, so is all before it.
create table palco.snapshots (
    tenant_id uuid not null,
    aggregate_type text collate "C" not null,
    aggregate_id uuid not null,
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    version bigint not null check (version > 0),
    event_id uuid not null,
    state text collate "C" not null,
    saved_at timestamptz not null default now(),
    primary key (tenant_id, aggregate_type, aggregate_id, fingerprint)
);

-- The default compression takes longer than all else of a snapshot, in writing and in reading.
do $compression$
begin
    alter table palco.snapshots alter column state set compression lz4;
exception
    -- The server was built without it.
    when feature_not_supported then null;
end
$compression$;
