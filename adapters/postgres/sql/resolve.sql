select place, request_hash, id, tenant_id, aggregate_type, aggregate_id, version, command_id, actor,
       trace_parent, created_at, event_id, event_type, schema_version, event_data
  from palco.resolve($1, $2)
