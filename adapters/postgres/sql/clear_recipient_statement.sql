delete from palco.recipient_statement_rows
 where ctid = any (array(
    select r.ctid from palco.recipient_statement_rows r
     where r.revision <
           (select m.active from palco.read_models m where m.name = 'recipient_statement')
     limit $1))
