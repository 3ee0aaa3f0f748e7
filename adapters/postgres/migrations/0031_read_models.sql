-- Read models. Each has rows of several revisions, of which a view shows the active one: a reader's
-- statement sees the revision before a switch or the one after it, and never parts of both.

create table palco.read_models (
    name text collate "C" primary key,
    active int not null,
    form int not null,
    building int check (building > active),
    building_form int,
    check ((building is null) = (building_form is null))
);

create table palco.events_rows (
    tenant_id uuid not null,
    revision int not null,
    id uuid not null,
    name text not null,
    event_date timestamptz not null,
    venue_id uuid,
    status text not null,
    capacity bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, revision, id)
);
create index events_rows_event_date on palco.events_rows (tenant_id, revision, event_date);
create index events_rows_status on palco.events_rows (tenant_id, revision, status);
create index events_rows_venue_id on palco.events_rows (tenant_id, revision, venue_id);
create index events_rows_revision on palco.events_rows (revision);

create view palco.events as
select tenant_id, id, name, event_date, venue_id, status, capacity, created_at, updated_at
  from palco.events_rows
 where revision = (select m.active from palco.read_models m where m.name = 'events');

create table palco.venues_rows (
    tenant_id uuid not null,
    revision int not null,
    id uuid not null,
    name text not null,
    address text not null,
    timezone text not null,
    capacity bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, revision, id)
);
create index venues_rows_revision on palco.venues_rows (revision);

create view palco.venues as
select tenant_id, id, name, address, timezone, capacity, created_at, updated_at
  from palco.venues_rows
 where revision = (select m.active from palco.read_models m where m.name = 'venues');

-- quota, size, sold, blocked, held: of the quota that leaves the fewest places to the ticket type.
-- as_of: holds that lapse later are counted as held. next_lapse_at: the first instant at which the
-- row may be wrong although nothing happened.
create table palco.availability_rows (
    tenant_id uuid not null,
    revision int not null,
    event_id uuid not null,
    ticket_type text collate "C" not null,
    price_amount numeric not null,
    price_currency text not null,
    on_sale_from timestamptz,
    on_sale_until timestamptz,
    closed boolean not null,
    available bigint,
    quota text collate "C" not null,
    size bigint,
    sold bigint not null,
    blocked bigint not null,
    held bigint not null,
    as_of timestamptz not null,
    next_lapse_at timestamptz,
    primary key (tenant_id, revision, event_id, ticket_type)
) with (fillfactor = 50);
create index availability_rows_revision on palco.availability_rows (revision);

create view palco.availability as
select tenant_id, event_id, ticket_type, price_amount, price_currency, on_sale_from, on_sale_until,
       closed, available, quota, size, sold, blocked, held, as_of, next_lapse_at
  from palco.availability_rows
 where revision = (select m.active from palco.read_models m where m.name = 'availability');

create function palco.read_model_revisions(model text, wanted_form int)
returns table (active int, form int, building int, building_form int)
language plpgsql volatile as $revisions$
#variable_conflict use_column
begin
    insert into palco.read_models (name, active, form)
    select model, 1, wanted_form
     where not exists (select 1 from palco.read_models m where m.name = model)
        on conflict (name) do nothing;
    update palco.read_models m
       set building = coalesce(m.building, m.active) + 1, building_form = wanted_form
     where m.name = model and wanted_form > coalesce(m.building_form, m.form);
    return query select m.active, m.form, m.building, m.building_form
      from palco.read_models m where m.name = model;
end
$revisions$;

-- Shows the revision that is being built once no lane of it is behind. While it waits for the last
-- records, for half a second at most, the active one stands still: under load the two would otherwise
-- take turns in being ahead for ever.
create function palco.switch_read_model(model text, wanted int) returns boolean
language plpgsql volatile as $switch$
declare
    current int;
    behind bigint;
begin
    select m.active into current from palco.read_models m
     where m.name = model and m.building = wanted;
    for look in 0 .. 50 loop
        select max(old.position - coalesce(built.position, -1000000)) into behind
          from palco.checkpoints old
          left join palco.checkpoints built
            on built.processor = model and built.revision = wanted and built.lane = old.lane
         where old.processor = model and old.revision = current;
        if look = 0 then
            if behind > 2000 or not exists (
                select 1 from palco.checkpoints c
                 where c.processor = model and c.revision = wanted)
            then
                return false;
            end if;
            perform 1 from palco.read_models m where m.name = model for update;
            perform 1 from palco.checkpoints c
              where c.processor = model and c.revision = current order by c.lane for update;
        elsif coalesce(behind, 0) <= 0 then
            update palco.read_models m
               set active = m.building, form = m.building_form, building = null,
                   building_form = null
             where m.name = model and m.active = current and m.building = wanted;
            return found;
        else
            perform pg_sleep(0.01);
        end if;
    end loop;
    return false;
end
$switch$;

-- An instant as the core writes it.
create function palco.instant(moment timestamptz) returns text language sql stable as $instant$
    select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$instant$;
