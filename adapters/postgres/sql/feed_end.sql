select last_value from palco.event_store_id_seq
