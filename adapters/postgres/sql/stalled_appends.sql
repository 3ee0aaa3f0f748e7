select l.pid, (extract(epoch from clock_timestamp() - a.xact_start) * 1000)::bigint as open_ms,
       coalesce(a.application_name, '') as application
  from pg_catalog.pg_locks l
  join pg_catalog.pg_stat_activity a on a.pid = l.pid
 where l.locktype = 'advisory' and l.objsubid = 1 and l.classid::bigint >> 16 = $1
   and l.database = (select d.oid from pg_catalog.pg_database d
                      where d.datname = pg_catalog.current_database())
   and a.xact_start < clock_timestamp() - $2 * interval '1 millisecond'
 order by a.xact_start
