-- Lateral with an order of its own: a plan made when the tables were small still goes by the index
-- when they are not.
select k.place, c.request_hash,
       e.id, e.tenant_id, e.aggregate_type, e.aggregate_id, e.version, e.command_id,
       (e.metadata ->> 'actor')::uuid as actor, e.metadata ->> 'trace_parent' as trace_parent, e.created_at, e.event_id, e.event_type,
       e.schema_version, e.event_data::text as event_data
  from unnest($1::uuid[], $2::uuid[]) with ordinality k(tenant, id, place)
 cross join lateral (
       select c.request_hash from palco.commands c
        where c.tenant_id = k.tenant and c.command_id = k.id limit 1) c
 cross join lateral (
       select e.* from palco.event_store e
        where e.tenant_id = k.tenant and e.command_id = k.id order by e.id) e
 order by k.place, e.id
