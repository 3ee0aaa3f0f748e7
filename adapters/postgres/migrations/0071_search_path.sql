-- A function that somebody made in a schema that is searched goes before the server's own where its types
-- fit better, and runs as whoever calls. So what is called from outside looks nowhere but in the server's
-- own schema, and so does what that calls.
alter function palco.append_as_decided set search_path = pg_catalog, pg_temp;
alter function palco.append set search_path = pg_catalog, pg_temp;
alter function palco.resolve set search_path = pg_catalog, pg_temp;
alter function palco.claim set search_path = pg_catalog, pg_temp;
alter function palco.read_model_revisions set search_path = pg_catalog, pg_temp;
alter function palco.switch_read_model set search_path = pg_catalog, pg_temp;
alter function palco.receive set search_path = pg_catalog, pg_temp;

-- Called for every row of a page, and a part of the plan as long as it has no setting of its own.
create or replace function palco.instant(moment timestamptz) returns text language sql stable as $instant$
    select pg_catalog.to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$instant$;
