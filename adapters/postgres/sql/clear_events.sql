delete from palco.events_rows
 where ctid = any (array(
    select r.ctid from palco.events_rows r
     where r.revision < (select m.active from palco.read_models m where m.name = 'events')
     limit $1))
