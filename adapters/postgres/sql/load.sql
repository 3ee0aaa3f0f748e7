with snapshot as materialized (
    select s.version, s.state
      from palco.snapshots s
      join palco.event_store e using (tenant_id, aggregate_type, aggregate_id, version, event_id)
     where s.tenant_id = $1 and s.aggregate_type = $2 and s.aggregate_id = $3
       and s.fingerprint = $4
)
select version, state, null::text as event_type, null::integer as schema_version,
       null::text as data
  from snapshot
union all
(select version, null, event_type, schema_version, event_data::text
   from palco.event_store
  where tenant_id = $1 and aggregate_type = $2 and aggregate_id = $3
    and version > coalesce((select version from snapshot), 0)
  order by version
  limit $5)
