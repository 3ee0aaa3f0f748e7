-- Asked of each new connection, and of one in doubt. Without parameters it is one message, which every
-- pooler passes on.
select palco.store_tag() as tag, m.epoch, palco.timeline() as timeline,
       pg_catalog.pg_is_in_recovery() as standby, palco.sequence_is_behind() as behind
  from palco.store_meta m
