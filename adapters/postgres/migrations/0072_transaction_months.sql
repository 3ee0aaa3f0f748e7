-- Makes the partition of a month, unless there is a table of its name, and moves what stands in the
-- default one to it, unless that is more than `most` rows: who writes to the default one waits
-- meanwhile. Gives whether it did. A read model stops nobody's start: where somebody holds the default
-- partition for long, the caller does not own the tables, or the month is a part of another partition,
-- the next call may do it.
create function palco.make_transaction_month(month timestamp, most bigint) returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp set lock_timeout = '2s' set timezone = 'UTC' set datestyle = 'ISO'
as $make$
declare
    name constant text := format('transactions_%s', to_char(month, 'YYYY_MM'));
    first constant timestamptz := month at time zone 'UTC';
    behind constant timestamptz := (month + interval '1 month') at time zone 'UTC';
begin
    -- One maker at a time in this store, from before it looks: the look itself keeps the default
    -- partition from whoever is to lock it. Beside the migrators' lock, which is number 1.
    perform pg_advisory_xact_lock(1346456643, 2 + palco.store_tag());
    if to_regclass(format('palco.%s', name)) is not null
        or most < (select count(*) from (
               select from palco.transactions_default d
                where d.created_at >= first and d.created_at < behind limit most + 1) d)
    then
        return false;
    end if;
    execute format('create table palco.%s (like palco.transactions_rows including constraints)', name);
    -- Who writes to another partition does not wait.
    lock table palco.transactions_default in access exclusive mode;
    execute format(
        'with moved as (
             delete from palco.transactions_default
              where created_at >= %2$L and created_at < %3$L returning *)
         insert into palco.%1$s select * from moved', name, first, behind);
    execute format('alter table palco.transactions_rows attach partition palco.%1$s
                    for values from (%2$L) to (%3$L)', name, first, behind);
    return true;
exception
    when lock_not_available or deadlock_detected or insufficient_privilege
        or invalid_object_definition or duplicate_table then
        return false;
end
$make$;

-- Makes the partitions of this month and of so many after it; how many. One with more than a few rows in the
-- default partition is left to palco.move_transactions, since this is called by whoever connects.
create or replace function palco.make_transaction_partitions(ahead int) returns int
language sql volatile
set search_path = pg_catalog, pg_temp
as $make$
    select count(*) filter (where palco.make_transaction_month(m.month, 10000))::int
      from (select date_trunc('month', now() at time zone 'UTC') + make_interval(months => n)
              from generate_series(0, ahead) n) m(month)
$make$;

-- Makes the partition of the first month that has rows in the default one, and moves them, however many
-- they are. How many it made, 0 or 1: one month a transaction, so it is called until there is none.
create function palco.move_transactions() returns int language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $move$
declare
    month timestamp;
begin
    for month in
        select distinct date_trunc('month', d.created_at at time zone 'UTC')
          from palco.transactions_default d order by 1
    loop
        if palco.make_transaction_month(month, null) then
            return 1;
        end if;
    end loop;
    return 0;
exception
    when insufficient_privilege then return 0;
end
$move$;
