delete from palco.availability_rows
 where ctid = any (array(
    select r.ctid from palco.availability_rows r
     where r.revision < (select m.active from palco.read_models m where m.name = 'availability')
     limit $1))
