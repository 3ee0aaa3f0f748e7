-- A server that is no standby any more has a history of its own. Told with every answer, also with one
-- that has no record: then the rest of the row is null.
select s.standby, r.id, r.tenant_id, r.aggregate_type, r.aggregate_id, r.version, r.command_id, r.actor,
       r.trace_parent, r.created_at, r.event_id, r.event_type, r.schema_version, r.event_data
  from (select pg_catalog.pg_is_in_recovery() as standby) s
  left join (
       select id, tenant_id, aggregate_type, aggregate_id, version, command_id,
              (metadata ->> 'actor'::text)::uuid as actor, metadata ->> 'trace_parent'::text as trace_parent,
              created_at, event_id, event_type, schema_version, event_data::text as event_data
         from palco.event_store
        where tenant_id = $1 and aggregate_type = $2 and aggregate_id = $3 and version > $4
        order by version
        limit $5) r on s.standby
 order by r.version
