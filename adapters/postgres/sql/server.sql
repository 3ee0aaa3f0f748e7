select pg_catalog.current_setting('server_version_num')::int as version,
       pg_catalog.current_setting('fsync') = 'off' as fsync_off,
       pg_catalog.current_setting('full_page_writes') = 'off' as full_page_writes_off,
       pg_catalog.current_setting('synchronous_commit') = 'off' as synchronous_commit_off,
       pg_catalog.pg_is_in_recovery() as standby,
       pg_catalog.current_setting('server_encoding') as encoding,
       pg_catalog.current_setting('default_transaction_isolation') as isolation
