insert into palco.recipient_statement_rows (
    tenant_id, revision, payment_id, target, recipient_id, event_id, captured_at, currency, share,
    fee, fee_back, refunded, disputed, balance, updated_at)
select w.tenant_id, $1, r.payment_id, r.target, r.recipient_id, r.event_id, r.captured_at,
       r.currency, r.share, r.fee, r.fee_back, r.refunded, r.disputed, r.balance, r.updated_at
  from unnest($2::uuid[], $3::timestamptz[], $4::text[]) w(tenant_id, created_at, columns),
       pg_catalog.jsonb_to_record(w.columns::jsonb) r(
           payment_id uuid, target text, recipient_id uuid, event_id uuid, captured_at timestamptz,
           currency text, share numeric, fee numeric, fee_back numeric, refunded numeric,
           disputed numeric, balance numeric, updated_at timestamptz)
    on conflict (tenant_id, revision, payment_id, target, recipient_id) do update
   set event_id = excluded.event_id, captured_at = excluded.captured_at,
       currency = excluded.currency, share = excluded.share, fee = excluded.fee,
       fee_back = excluded.fee_back, refunded = excluded.refunded, disputed = excluded.disputed,
       balance = excluded.balance, updated_at = excluded.updated_at
