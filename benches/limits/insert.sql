insert into limits.records (tenant_id, aggregate_type, aggregate_id, version, event_id, event_type,
    schema_version, event_data, metadata, command_id, created_at)
values ('01930000-0000-7000-8000-000000000001', 'box_office', gen_random_uuid(), 1, gen_random_uuid(),
    'box_office.tickets_held', 1, :hold::json, jsonb_build_object('actor', gen_random_uuid()),
    gen_random_uuid(), now());
