-- A record as the port gives it: what every statement reads, in the order of these columns.
create view palco.records as
select id, tenant_id, aggregate_type, aggregate_id, version, command_id,
       (metadata ->> 'actor')::uuid as actor, metadata ->> 'trace_parent' as trace_parent,
       created_at, event_id, event_type, schema_version, event_data::text as event_data
  from palco.event_store;

-- What a command id wrote. By the positions, in their order and before anything else is asked: a
-- plan that went by the tenant would read all that the tenant has.
create function palco.written(tenant uuid, command uuid) returns setof palco.records
language sql stable as $written$
    select r.*
      from palco.commands c
     cross join lateral (
           select r.* from palco.records r
            where r.id between c.first_position and c.last_position
            order by r.id offset 0) r
     where c.tenant_id = tenant and c.command_id = command
       and r.tenant_id = tenant and r.command_id = command
     order by r.id
$written$;

-- What became of commands: the records of those that took effect. Of a long list the server would
-- compile the plan, which takes longer than the work, and anew in each call.
create function palco.resolve(command_tenants uuid[], command_ids uuid[]) returns table (
    -- place: in the list, from 1.
    place bigint, request_hash bytea, record palco.records
) language plpgsql stable
-- As palco.append_as_decided has them.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off
as $resolve$
#variable_conflict use_column
begin
    return query
    select k.place, c.request_hash, r
      from unnest(command_tenants, command_ids) with ordinality k(tenant, id, place)
     cross join lateral (
           select c.request_hash from palco.commands c
            where c.tenant_id = k.tenant and c.command_id = k.id limit 1) c
     cross join lateral palco.written(k.tenant, k.id) r
     order by k.place, r.id;
end
$resolve$;
