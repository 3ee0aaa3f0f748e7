select v.tenant_id, v.id::text as key, v.created_at, pg_catalog.row_to_json(c)::text as columns
  from palco.transactions v,
       lateral (select v.id, v.event_id, v.user_id, v.amount::text as amount, v.currency,
                       v.payment_method, v.status, v.gateway_id) c
 where v.tenant_id = $1 and v.id > $2::text::uuid
 order by v.id
 limit $3
