-- As append.sql has it: what is found is told as a fact.
select r.place, r.request_hash, (r.record).*,
       case when pg_catalog.current_setting('synchronous_standby_names') <> ''
            then pg_catalog.pg_logical_emit_message(true, 'palco'::text, ''::text)::text end
  from palco.resolve($1, $2) r
