-- For the migration of this transaction that makes the tables.
select pg_catalog.set_config('palco_store.partitions', $1, true)
