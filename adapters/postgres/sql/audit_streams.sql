select s.tenant_id, s.aggregate_type, s.aggregate_id, s.version,
       exists (select from palco.event_store e
                where e.tenant_id = s.tenant_id and e.aggregate_type = s.aggregate_type
                  and e.aggregate_id = s.aggregate_id) as has_records
  from palco.streams s
 where (s.tenant_id, s.aggregate_type, s.aggregate_id) > ($1, $2, $3)
 order by s.tenant_id, s.aggregate_type, s.aggregate_id
 limit $4
