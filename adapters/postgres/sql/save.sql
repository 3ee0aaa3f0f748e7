insert into palco.snapshots as kept
       (tenant_id, aggregate_type, aggregate_id, fingerprint, version, event_id, state)
select tenant_id, aggregate_type, aggregate_id, $4, version, event_id, $6
  from palco.event_store
 where tenant_id = $1 and aggregate_type = $2 and aggregate_id = $3 and version = $5
on conflict (tenant_id, aggregate_type, aggregate_id, fingerprint) do update
   set version = excluded.version, event_id = excluded.event_id, state = excluded.state,
       saved_at = excluded.saved_at
 where kept.version <= excluded.version
       -- What it was saved on is gone: the database was restored.
    or not exists (
        select from palco.event_store e
         where e.tenant_id = kept.tenant_id and e.aggregate_type = kept.aggregate_type
           and e.aggregate_id = kept.aggregate_id and e.version = kept.version
           and e.event_id = kept.event_id)
