-- The least floor that an append in flight holds. A lock's key of 64 bits is shown as two halves.
select pg_catalog.min(((l.classid::bigint & 65535::bigint) << 32) | l.objid::bigint)
  from pg_catalog.pg_locks l
 where l.locktype = 'advisory' and l.objsubid = 1 and l.classid::bigint >> 16 = $1
   and l.database = (select d.oid from pg_catalog.pg_database d
                      where d.datname = pg_catalog.current_database())
