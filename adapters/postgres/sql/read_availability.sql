select v.tenant_id, pg_catalog.concat_ws('/', v.event_id, v.ticket_type) as key,
       null::timestamptz as created_at, pg_catalog.row_to_json(c)::text as columns
  from palco.availability v,
       lateral (select v.event_id, v.ticket_type, v.price_amount::text as price_amount,
                       v.price_currency, palco.instant(v.on_sale_from) as on_sale_from,
                       palco.instant(v.on_sale_until) as on_sale_until, v.closed, v.available,
                       v.quota, v.size, v.sold, v.blocked, v.held, palco.instant(v.as_of) as as_of,
                       palco.instant(v.next_lapse_at) as next_lapse_at) c
 where v.tenant_id = $1
   and (v.event_id, v.ticket_type) > (pg_catalog.left($2, 36)::uuid, pg_catalog.substr($2, 38))
 order by v.event_id, v.ticket_type
 limit $3
