insert into palco.dead_letters (
    tenant_id, processor, revision, aggregate_type, aggregate_id, lane, version, position, reason,
    tries)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (tenant_id, processor, revision, aggregate_type, aggregate_id) do update
   set lane = excluded.lane, version = excluded.version, position = excluded.position,
       reason = excluded.reason, tries = excluded.tries, asked = null,
       failed_at = pg_catalog.clock_timestamp()
