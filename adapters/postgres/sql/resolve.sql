select k.place, c.request_hash, r.*
  from unnest($1::uuid[], $2::uuid[]) with ordinality k(tenant, id, place)
 cross join lateral (
       select c.request_hash from palco.commands c
        where c.tenant_id = k.tenant and c.command_id = k.id limit 1) c
 cross join lateral palco.written(k.tenant, k.id) r
 order by k.place, r.id
