-- As begin.sql, in one round trip. Whatever another client, or this one before, has prepared on the
-- server's connection is forgotten, so that the names are free.
begin isolation level read committed;
deallocate all;
set local search_path = pg_catalog, pg_temp;
set local idle_in_transaction_session_timeout = '5s'
