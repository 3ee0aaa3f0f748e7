update palco.dead_letters set asked = $6
 where tenant_id = $1 and processor = $2 and revision = $3 and aggregate_type = $4
   and aggregate_id = $5
returning asked
