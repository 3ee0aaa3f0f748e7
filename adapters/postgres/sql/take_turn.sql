-- One statement, from left to right: the wait is bounded before it begins.
select pg_catalog.set_config('lock_timeout', $1, true),
       pg_catalog.pg_advisory_xact_lock($2 * 4 + 3, pg_catalog.hashtext($3))
