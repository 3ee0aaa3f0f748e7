select tenant_id, processor, revision, aggregate_type, aggregate_id, lane, version, position, reason,
       tries, asked
  from palco.dead_letters
 where $1::text is null or processor = $1 and revision = $2
 order by processor, revision, position
