select v.tenant_id, v.id::text as key, v.created_at, pg_catalog.row_to_json(c)::text as columns
  from palco.events v,
       lateral (select v.id, v.name, palco.instant(v.event_date) as event_date, v.venue_id, v.status,
                       v.capacity, palco.instant(v.updated_at) as updated_at) c
 where v.tenant_id = $1 and v.id > $2::text::uuid
 order by v.id
 limit $3
