select c.tenant_id, c.command_id,
       array(select r.event_id from palco.written(c.tenant_id, c.command_id) r
              order by r.id) as event_ids,
       exists (select from palco.event_store e
                where e.id = c.last_position and e.tenant_id = c.tenant_id
                  and e.command_id = c.command_id) as has_last
  from palco.commands c
 where (c.tenant_id, c.command_id) > ($1, $2)
 order by c.tenant_id, c.command_id
 limit $3
