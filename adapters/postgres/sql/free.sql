delete from palco.dead_letters
 where tenant_id = $1 and processor = $2 and revision = $3 and aggregate_type = $4
   and aggregate_id = $5
