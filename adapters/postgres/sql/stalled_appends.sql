-- All whose age is not shown to this role, and of the others those that are open for longer. A lock's key of
-- 64 bits is shown as two halves, of which a part is the floor. One of a transaction that was prepared has
-- no process.
select l.pid, ((l.classid::bigint & 65535::bigint) << 32) | l.objid::bigint as floor,
       (extract(epoch from pg_catalog.clock_timestamp() - o.since) * 1000::numeric)::bigint as open_ms,
       coalesce(p.gid, a.application_name, '') as application, a.wait_event
  from pg_catalog.pg_locks l
  left join pg_catalog.pg_stat_activity a on a.pid = l.pid
  left join lateral (
       select x.gid, x.prepared
         from pg_catalog.pg_locks t
         join pg_catalog.pg_prepared_xacts x on x.transaction = t.transactionid
        where l.pid is null and t.pid is null and t.locktype = 'transactionid'
          and t.virtualtransaction = l.virtualtransaction
        limit 1) p on true
 cross join lateral (select coalesce(a.xact_start, p.prepared)) o(since)
 where l.locktype = 'advisory' and l.objsubid = 1 and l.classid::bigint >> 16 = $1
   and l.database = (select d.oid from pg_catalog.pg_database d
                      where d.datname = pg_catalog.current_database())
   and (o.since is null
        or o.since < pg_catalog.clock_timestamp() - $2::double precision * interval '1 millisecond')
 order by o.since
