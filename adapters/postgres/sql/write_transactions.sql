insert into palco.transactions_rows (
    tenant_id, revision, id, event_id, user_id, amount, currency, payment_method, status,
    gateway_id, created_at)
select w.tenant_id, $1, r.id, r.event_id, r.user_id, r.amount, r.currency, r.payment_method,
       r.status, r.gateway_id, w.created_at
  from unnest($2::uuid[], $3::timestamptz[], $4::text[]) w(tenant_id, created_at, columns),
       pg_catalog.jsonb_to_record(w.columns::jsonb) r(
           id uuid, event_id uuid, user_id uuid, amount numeric, currency text,
           payment_method text, status text, gateway_id text)
    on conflict (tenant_id, revision, id, created_at) do update
   set event_id = excluded.event_id, user_id = excluded.user_id, amount = excluded.amount,
       currency = excluded.currency, payment_method = excluded.payment_method,
       status = excluded.status, gateway_id = excluded.gateway_id
