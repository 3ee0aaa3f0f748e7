delete from palco.payments_rows
 where ctid = any (array(
    select r.ctid from palco.payments_rows r
     where r.revision < (select m.active from palco.read_models m where m.name = 'payments')
     limit $1))
