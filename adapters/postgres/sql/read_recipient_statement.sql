select v.tenant_id, pg_catalog.concat_ws('/', v.payment_id, v.target, v.recipient_id) as key,
       null::timestamptz as created_at, pg_catalog.row_to_json(c)::text as columns
  from palco.recipient_statement v,
       lateral (select v.payment_id, v.target, v.recipient_id, v.event_id,
                       palco.instant(v.captured_at) as captured_at, v.currency,
                       v.share::text as share, v.fee::text as fee, v.fee_back::text as fee_back,
                       v.refunded::text as refunded, v.disputed::text as disputed,
                       v.balance::text as balance, palco.instant(v.updated_at) as updated_at) c
 where v.tenant_id = $1
   and (v.payment_id, v.target, v.recipient_id) >
       (pg_catalog.left($2, 36)::uuid, pg_catalog.split_part($2, '/', 2), pg_catalog.right($2, 36)::uuid)
 order by v.payment_id, v.target, v.recipient_id
 limit $3
