-- In the order of the primary key: one stream after the other, however many there are.
select e.id, e.tenant_id, e.aggregate_type, e.aggregate_id, e.version, e.command_id,
       (e.metadata ->> 'actor'::text)::uuid as actor, e.created_at, e.event_id, e.event_type,
       e.schema_version, e.event_data::text as event_data,
       e.metadata ->> 'trace_parent'::text as trace_parent,
       exists (select from palco.commands c
                where c.tenant_id = e.tenant_id and c.command_id = e.command_id) as command_kept
  from palco.event_store e
 where (e.tenant_id, e.aggregate_type, e.aggregate_id, e.version) > ($1, $2, $3, $4)
 order by e.tenant_id, e.aggregate_type, e.aggregate_id, e.version
 limit $5
