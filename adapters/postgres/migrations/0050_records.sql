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
