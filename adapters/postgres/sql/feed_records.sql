select id, tenant_id, aggregate_type, aggregate_id, version, command_id, actor, trace_parent,
       created_at, event_id, event_type, schema_version, event_data
  from palco.records
 where id > $1 and id <= $2
 order by id
 limit $3
