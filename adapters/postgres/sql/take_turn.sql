-- One statement, from left to right: the wait is bounded before it begins, and so is how long a holder
-- that stopped keeps the others from writing. The key is what palco.append asks for.
select pg_catalog.set_config('lock_timeout', $1, true),
       pg_catalog.set_config('idle_in_transaction_session_timeout', $2, true),
       pg_catalog.pg_advisory_xact_lock(
           $3 * 4 + 3, pg_catalog.uuid_hash($5) # pg_catalog.hashtext($4))
