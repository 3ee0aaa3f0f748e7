-- The level is said, since that of a role or a database may be another one by default: what is read behind
-- a lock must be what its last holder left, and each statement of a page of the feed sees more than the
-- one before it.
begin isolation level read committed
