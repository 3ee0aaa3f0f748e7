-- By the function: what the row of the sequence shows may be ahead for a moment.
select pg_catalog.pg_sequence_last_value('palco.event_store_id_seq'::regclass)
