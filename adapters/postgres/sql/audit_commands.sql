select c.tenant_id, c.command_id,
       array(select e.event_id from palco.event_store e
              where e.tenant_id = c.tenant_id and e.command_id = c.command_id
              order by e.id) as event_ids
  from palco.commands c
 where (c.tenant_id, c.command_id) > ($1, $2)
 order by c.tenant_id, c.command_id
 limit $3
