-- Moves the checkpoint if the lease still stands. Rows and checkpoint are of one transaction, so a
-- crash that loses the last of them loses both, and they are made again: it need not wait for the disk.
-- A process that is stopped before the commit would keep the lane locked: the server ends its session
-- when nothing came for as long as the lease lasts, and for 2 s at least: it may only be slow.
update palco.checkpoints
   set position = greatest(position, $5),
       expires_at = pg_catalog.clock_timestamp() + $6::double precision * interval '1 millisecond'
 where processor = $1 and revision = $2 and lane = $3 and epoch = $4 and holder is not null
returning pg_catalog.set_config('synchronous_commit', 'off', true),
          pg_catalog.set_config('idle_in_transaction_session_timeout', greatest(2000, least($6::bigint, 2147483647))::text, true)
