with snapshot as materialized (
    select s.version, s.state
      from palco.snapshots s
     where s.tenant_id = $1 and s.aggregate_type = $2 and s.aggregate_id = $3
       and s.fingerprint = $4
       -- A join may be planned by the stream alone, which reads all of its records.
       and s.event_id = (
           select e.event_id from palco.event_store e
            where e.tenant_id = s.tenant_id and e.aggregate_type = s.aggregate_type
              and e.aggregate_id = s.aggregate_id and e.version = s.version)
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
