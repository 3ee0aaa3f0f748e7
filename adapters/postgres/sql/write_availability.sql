insert into palco.availability_rows (
    tenant_id, revision, event_id, ticket_type, price_amount, price_currency, on_sale_from,
    on_sale_until, closed, available, quota, size, sold, blocked, held, as_of, next_lapse_at)
select w.tenant_id, $1, r.event_id, r.ticket_type, r.price_amount, r.price_currency, r.on_sale_from,
       r.on_sale_until, r.closed, r.available, r.quota, r.size, r.sold, r.blocked, r.held, r.as_of,
       r.next_lapse_at
  from unnest($2::uuid[], $3::timestamptz[], $4::text[]) w(tenant_id, created_at, columns),
       pg_catalog.jsonb_to_record(w.columns::jsonb) r(
           event_id uuid, ticket_type text, price_amount numeric, price_currency text,
           on_sale_from timestamptz, on_sale_until timestamptz, closed boolean, available bigint,
           quota text, size bigint, sold bigint, blocked bigint, held bigint, as_of timestamptz,
           next_lapse_at timestamptz)
    on conflict (tenant_id, revision, event_id, ticket_type) do update
   set price_amount = excluded.price_amount, price_currency = excluded.price_currency,
       on_sale_from = excluded.on_sale_from, on_sale_until = excluded.on_sale_until,
       closed = excluded.closed, available = excluded.available, quota = excluded.quota,
       size = excluded.size, sold = excluded.sold, blocked = excluded.blocked,
       held = excluded.held, as_of = excluded.as_of, next_lapse_at = excluded.next_lapse_at
