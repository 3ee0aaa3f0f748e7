-- States, so that not every record need be read again. A cache: all of it may be deleted at any time.
-- state: MessagePack, packed as an LZ4 block behind its length, 4 bytes, the lowest first.
-- event_id: of the record that is the last one in it. While that record is there, so is all before it.
create table palco.snapshots (
    tenant_id uuid not null,
    aggregate_type text collate "C" not null,
    aggregate_id uuid not null,
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    version bigint not null check (version > 0),
    event_id uuid not null,
    state bytea not null,
    saved_at timestamptz not null default now(),
    primary key (tenant_id, aggregate_type, aggregate_id, fingerprint)
) with (autovacuum_analyze_threshold = 10000, autovacuum_vacuum_insert_threshold = 10000);

-- Packed by who saved it: what the server need not unpack and send at full length is there sooner.
alter table palco.snapshots alter column state set storage external;
