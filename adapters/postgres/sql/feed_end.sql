-- By the function: what the row of the sequence shows may be ahead for a moment. Null on a standby.
select case when not pg_catalog.pg_is_in_recovery() then
            pg_catalog.pg_sequence_last_value('palco.event_store_id_seq'::regclass) end
