-- A page of the index, from a position on and with it, in its order.
with page as materialized (
    select e.id from palco.event_store e where e.id >= $1 order by e.id limit $2
)
select pg_catalog.count(*) as positions, pg_catalog.max(p.id) as last,
       array(select d.id from page d group by d.id having pg_catalog.count(*) > 1::bigint
              order by d.id) as twice
  from page p
