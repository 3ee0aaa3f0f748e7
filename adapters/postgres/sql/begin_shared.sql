-- As begin.sql, in one round trip. Whatever another client, or this one before, has prepared on the
-- server's connection is forgotten, so that the names are free.
begin isolation level read committed; deallocate all
