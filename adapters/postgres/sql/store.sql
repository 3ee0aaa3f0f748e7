-- The sequence is read after the snapshot was taken, so that it is never behind data seen in it,
-- whatever is appended meanwhile.
select m.partitions, s.last_value, s.is_called,
       (select coalesce(pg_catalog.max(e.id), 0) from palco.event_store e) as last_id,
       (select q.seqcache from pg_catalog.pg_sequence q
         where q.seqrelid = 'palco.event_store_id_seq'::regclass) as cache
  from palco.store_meta m, palco.event_store_id_seq s
