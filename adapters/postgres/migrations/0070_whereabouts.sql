-- Which history the server writes: a promotion, and a restore to a point in time, begin another one. Of
-- the place in the log, since what the control file says is old right after a promotion. Null on a standby,
-- and on a server that has no such log of its own.
create function palco.timeline() returns text language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $timeline$
begin
    if pg_is_in_recovery() then
        return null;
    end if;
    return substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8);
exception
    when others then return null;
end
$timeline$;

-- Whether positions that are taken would be handed out: a copy of the rows alone, as logical replication
-- makes it, brings no sequences. The sequence is read after the records, so that it is never behind those
-- seen. Null where somebody keeps the table to themselves: nobody writes then, and who asks does not wait.
create function palco.sequence_is_behind() returns boolean language plpgsql volatile
set search_path = pg_catalog, pg_temp set lock_timeout = '200ms'
as $behind$
declare
    taken bigint;
begin
    taken := coalesce((select max(id) from palco.event_store), 0);
    return taken > coalesce(pg_sequence_last_value('palco.event_store_id_seq'::regclass), 0);
exception
    when lock_not_available then return null;
end
$behind$;
