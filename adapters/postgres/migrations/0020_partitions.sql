-- The store's profile: into how many parts, by hash, the tables that grow are divided; 0 is none.
-- Chosen when the schema is made, by the setting palco_store.partitions of the transaction: tables
-- that hold something stay as they are. Each part has the same keys, since each key starts with what
-- the parts are told by; a stream, and a command id, is in one part as a whole.
alter table palco.store_meta
    add column partitions smallint not null default 0 check (partitions >= 0);

do $divide$
declare
    parts constant int :=
        coalesce(nullif(current_setting('palco_store.partitions', true), ''), '0');
    divided record;
begin
    if parts = 0 or exists (select from palco.event_store) then
        return;
    end if;
    alter sequence palco.event_store_id_seq owned by none;
    for divided in
        select * from (values ('event_store', 'aggregate_id'), ('snapshots', 'aggregate_id'),
                              ('commands', 'command_id')) d(name, key)
    loop
        execute format('alter table palco.%1$I rename to %1$s_plain', divided.name);
        execute format('create table palco.%1$I (like palco.%1$s_plain including all)
                        partition by hash (tenant_id, %2$I)', divided.name, divided.key);
        for part in 0 .. parts - 1 loop
            execute format('create table palco.%1$s_%2$s partition of palco.%1$I
                            for values with (modulus %3$s, remainder %2$s)
                            with (autovacuum_analyze_threshold = 10000,
                                  autovacuum_vacuum_insert_threshold = 10000)',
                           divided.name, part, parts);
        end loop;
        execute format('drop table palco.%s_plain', divided.name);
    end loop;
    alter sequence palco.event_store_id_seq owned by palco.event_store.id;
    update palco.store_meta set partitions = parts;
end
$divide$;
