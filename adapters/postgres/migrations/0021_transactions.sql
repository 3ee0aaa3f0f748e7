-- Payments, one row a transaction, one partition a month (UTC). A read model, whose view is made with
-- those of the other read models of payments.
-- gateway_id: what the gateway calls it; null until it has been there.
create table palco.transactions_rows (
    tenant_id uuid not null,
    revision int not null,
    id uuid not null,
    event_id uuid not null,
    user_id uuid not null,
    amount numeric not null,
    currency text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
    payment_method text not null,
    status text not null,
    gateway_id text,
    created_at timestamptz not null,
    primary key (tenant_id, revision, id, created_at)
) partition by range (created_at);
create index transactions_event on palco.transactions_rows (tenant_id, revision, event_id);
create index transactions_user on palco.transactions_rows (tenant_id, revision, user_id);
create index transactions_status on palco.transactions_rows (tenant_id, revision, status);
create index transactions_created_at on palco.transactions_rows (tenant_id, revision, created_at);
create index transactions_revision on palco.transactions_rows (revision);

-- Whatever has no month of its own yet: nothing is refused.
create table palco.transactions_default partition of palco.transactions_rows default;

-- Makes the partitions of this month, of so many months after it, and of every month that has rows
-- in the default one, which move. Gives how many it made; 0 also where somebody holds the default
-- partition for long, or where the caller does not own the tables: the next call does it.
create function palco.make_transaction_partitions(ahead int) returns int
language plpgsql volatile set lock_timeout = '2s' as $make$
declare
    missing timestamp[];
    month timestamp;
    name text;
    bounds timestamptz[];
    made int := 0;
begin
    -- One maker at a time in this store, from before it looks: the look itself keeps the default
    -- partition from whoever is to lock it. Beside the migrators' lock, which is number 1.
    perform pg_advisory_xact_lock(1346456643, 2 + palco.store_tag());
    missing := array(
        select m.month from (
            select date_trunc('month', now() at time zone 'UTC') + make_interval(months => n)
              from generate_series(0, ahead) n
             union
            select distinct date_trunc('month', d.created_at at time zone 'UTC')
              from palco.transactions_default d) m(month)
         where to_regclass(format('palco.transactions_%s', to_char(m.month, 'YYYY_MM'))) is null
         order by m.month);
    foreach month in array missing loop
        name := format('transactions_%s', to_char(month, 'YYYY_MM'));
        -- Who writes to another partition does not wait.
        lock table palco.transactions_default in access exclusive mode;
        bounds := array[month at time zone 'UTC',
                        (month + interval '1 month') at time zone 'UTC'];
        execute format('create table palco.%s (like palco.transactions_rows including constraints)', name);
        execute format(
            'with moved as (
                 delete from palco.transactions_default
                  where created_at >= %2$L and created_at < %3$L returning *)
             insert into palco.%1$s select * from moved', name, bounds[1], bounds[2]);
        execute format('alter table palco.transactions_rows attach partition palco.%1$s
                        for values from (%2$L) to (%3$L)', name, bounds[1], bounds[2]);
        made := made + 1;
    end loop;
    return made;
exception
    when lock_not_available or insufficient_privilege then
        return 0;
end
$make$;
