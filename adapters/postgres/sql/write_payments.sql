insert into palco.payments_rows (
    tenant_id, revision, id, event_id, hold_id, buyer_id, payment_method, status, currency, amount,
    captured, surplus, available, refund_pending, refunded, dispute_held, dispute_lost, created_at,
    updated_at)
select w.tenant_id, $1, r.id, r.event_id, r.hold_id, r.buyer_id, r.payment_method, r.status,
       r.currency, r.amount, r.captured, r.surplus, r.available, r.refund_pending, r.refunded,
       r.dispute_held, r.dispute_lost, w.created_at, r.updated_at
  from unnest($2::uuid[], $3::timestamptz[], $4::text[]) w(tenant_id, created_at, columns),
       pg_catalog.jsonb_to_record(w.columns::jsonb) r(
           id uuid, event_id uuid, hold_id uuid, buyer_id uuid, payment_method text, status text,
           currency text, amount numeric, captured numeric, surplus numeric, available numeric,
           refund_pending numeric, refunded numeric, dispute_held numeric, dispute_lost numeric,
           updated_at timestamptz)
    on conflict (tenant_id, revision, id) do update
   set event_id = excluded.event_id, hold_id = excluded.hold_id, buyer_id = excluded.buyer_id,
       payment_method = excluded.payment_method, status = excluded.status,
       currency = excluded.currency, amount = excluded.amount, captured = excluded.captured,
       surplus = excluded.surplus, available = excluded.available,
       refund_pending = excluded.refund_pending, refunded = excluded.refunded,
       dispute_held = excluded.dispute_held, dispute_lost = excluded.dispute_lost,
       updated_at = excluded.updated_at
