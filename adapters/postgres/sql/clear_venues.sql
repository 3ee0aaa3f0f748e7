delete from palco.venues_rows
 where ctid = any (array(
    select r.ctid from palco.venues_rows r
     where r.revision < (select m.active from palco.read_models m where m.name = 'venues')
     limit $1))
