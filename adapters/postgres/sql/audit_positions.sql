-- By the index alone, in its order.
select distinct e.id
  from (select id, pg_catalog.lag(id) over (order by id) as before from palco.event_store) e
 where e.id = e.before
 order by e.id
 limit $1
