insert into palco.events_rows (
    tenant_id, revision, id, name, event_date, venue_id, status, capacity, created_at, updated_at)
select w.tenant_id, $1, r.id, r.name, r.event_date, r.venue_id, r.status, r.capacity, w.created_at,
       r.updated_at
  from unnest($2::uuid[], $3::timestamptz[], $4::text[]) w(tenant_id, created_at, columns),
       pg_catalog.jsonb_to_record(w.columns::jsonb) r(
           id uuid, name text, event_date timestamptz, venue_id uuid, status text, capacity bigint,
           updated_at timestamptz)
    on conflict (tenant_id, revision, id) do update
   set name = excluded.name, event_date = excluded.event_date, venue_id = excluded.venue_id,
       status = excluded.status, capacity = excluded.capacity, updated_at = excluded.updated_at
