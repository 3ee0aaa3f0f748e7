-- The level is said, since that of a role or a database may be another one by default: what is read behind
-- a lock must be what its last holder left, and each statement of a page of the feed sees more than the
-- one before it. So is the path: a name leads to the server's own function, and to nobody else's. And a
-- process that is stopped in its transaction keeps what it locked for that long at most.
begin isolation level read committed;
set local search_path = pg_catalog, pg_temp;
set local idle_in_transaction_session_timeout = '5s'
