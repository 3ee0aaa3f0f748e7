select v.tenant_id, v.id::text as key, v.created_at, pg_catalog.row_to_json(c)::text as columns
  from palco.payments v,
       lateral (select v.id, v.event_id, v.hold_id, v.buyer_id, v.payment_method, v.status,
                       v.currency, v.amount::text as amount, v.captured::text as captured,
                       v.surplus::text as surplus, v.available::text as available,
                       v.refund_pending::text as refund_pending, v.refunded::text as refunded,
                       v.dispute_held::text as dispute_held, v.dispute_lost::text as dispute_lost,
                       palco.instant(v.updated_at) as updated_at) c
 where v.tenant_id = $1 and v.id > $2::text::uuid
 order by v.id
 limit $3
