select c.processor, c.revision, c.lane,
       case when c.expires_at > pg_catalog.clock_timestamp() then c.holder end as holder,
       c.epoch, c.position, e.last as feed_end, greatest(e.last - c.position, 0) as behind,
       coalesce((extract(epoch from pg_catalog.clock_timestamp() - (
           select r.created_at from palco.event_store r
            where r.id > c.position order by r.id limit 1)) * 1000::numeric)::bigint, 0) as behind_ms,
       (select pg_catalog.count(*) from palco.dead_letters d
         where d.processor = c.processor and d.revision = c.revision and d.lane = c.lane) as parked
  from palco.checkpoints c
 cross join (select coalesce(pg_catalog.max(id), 0) as last from palco.event_store) e
 order by c.processor, c.revision, c.lane
