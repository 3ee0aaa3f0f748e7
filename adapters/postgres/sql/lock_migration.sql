-- "PALC" in ASCII, with two keys: apart from the floors, which have one.
select pg_catalog.pg_advisory_xact_lock(1346456643, 1)
