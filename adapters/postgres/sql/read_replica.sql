select id, tenant_id, aggregate_type, aggregate_id, version, command_id,
       (metadata ->> 'actor')::uuid as actor, metadata ->> 'trace_parent' as trace_parent, created_at, event_id, event_type, schema_version,
       event_data::text as event_data
  from palco.event_store
 where tenant_id = $1 and aggregate_type = $2 and aggregate_id = $3 and version > $4
   -- A server that is no standby any more has a history of its own.
   and pg_catalog.pg_is_in_recovery()
 order by version
 limit $5
