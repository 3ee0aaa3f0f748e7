-- A ctid is a row's place in its own partition.
delete from palco.transactions_rows t
 using (select r.tableoid as part, r.ctid as place from palco.transactions_rows r
         where r.revision <
               (select m.active from palco.read_models m where m.name = 'transactions')
         limit $1) o
 where t.tableoid = o.part and t.ctid = o.place
