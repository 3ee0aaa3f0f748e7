select id, tenant_id, aggregate_type, aggregate_id, version, command_id, actor, trace_parent,
       created_at, event_id, event_type, schema_version, event_data
  from palco.records
 where tenant_id = $1 and aggregate_type = $2 and aggregate_id = $3 and version > $4
 order by version
 limit $5
