insert into palco.venues_rows (
    tenant_id, revision, id, name, address, timezone, capacity, created_at, updated_at)
select w.tenant_id, $1, r.id, r.name, r.address, r.timezone, r.capacity, w.created_at, r.updated_at
  from unnest($2::uuid[], $3::timestamptz[], $4::text[]) w(tenant_id, created_at, columns),
       pg_catalog.jsonb_to_record(w.columns::jsonb) r(
           id uuid, name text, address text, timezone text, capacity bigint,
           updated_at timestamptz)
    on conflict (tenant_id, revision, id) do update
   set name = excluded.name, address = excluded.address, timezone = excluded.timezone,
       capacity = excluded.capacity, updated_at = excluded.updated_at
