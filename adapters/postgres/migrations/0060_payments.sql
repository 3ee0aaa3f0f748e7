-- Read models of payments. A row follows from one payment's state.

create view palco.transactions as
select tenant_id, id, event_id, user_id, amount, currency, payment_method, status, gateway_id,
       created_at
  from palco.transactions_rows
 where revision = (select m.active from palco.read_models m where m.name = 'transactions');

-- captured: what was asked for and came in. surplus: what came in and nobody asked for (too late, a
-- second time, another amount). available, refund_pending, refunded, dispute_held, dispute_lost: what
-- became of both; together they are both, to the cent.
create table palco.payments_rows (
    tenant_id uuid not null,
    revision int not null,
    id uuid not null,
    event_id uuid not null,
    hold_id uuid,
    buyer_id uuid not null,
    payment_method text not null,
    status text not null,
    currency text collate "C" not null,
    amount numeric not null,
    captured numeric not null,
    surplus numeric not null,
    available numeric not null,
    refund_pending numeric not null,
    refunded numeric not null,
    dispute_held numeric not null,
    dispute_lost numeric not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, revision, id)
) with (fillfactor = 70);
create index payments_rows_event_id on palco.payments_rows (tenant_id, revision, event_id);
create index payments_rows_buyer_id on palco.payments_rows (tenant_id, revision, buyer_id);
create index payments_rows_status on palco.payments_rows (tenant_id, revision, status);
create index payments_rows_revision on palco.payments_rows (revision);

create view palco.payments as
select tenant_id, id, event_id, hold_id, buyer_id, payment_method, status, currency, amount,
       captured, surplus, available, refund_pending, refunded, dispute_held, dispute_lost,
       created_at, updated_at
  from palco.payments_rows
 where revision = (select m.active from palco.read_models m where m.name = 'payments');

-- What a recipient has of one capture or one Pix. share - fee + fee_back - refunded - disputed =
-- balance; a balance below 0 is a debt. refunded: pending refunds counted. disputed: held or lost.
create table palco.recipient_statement_rows (
    tenant_id uuid not null,
    revision int not null,
    payment_id uuid not null,
    target text collate "C" not null,
    recipient_id uuid not null,
    event_id uuid not null,
    captured_at timestamptz not null,
    currency text collate "C" not null,
    share numeric not null,
    fee numeric not null,
    fee_back numeric not null,
    refunded numeric not null,
    disputed numeric not null,
    balance numeric not null,
    updated_at timestamptz not null,
    primary key (tenant_id, revision, payment_id, target, recipient_id)
) with (fillfactor = 70);
create index recipient_statement_rows_recipient_id
    on palco.recipient_statement_rows (tenant_id, revision, recipient_id, captured_at);
create index recipient_statement_rows_event_id
    on palco.recipient_statement_rows (tenant_id, revision, event_id);
create index recipient_statement_rows_revision on palco.recipient_statement_rows (revision);

create view palco.recipient_statement as
select tenant_id, payment_id, target, recipient_id, event_id, captured_at, currency, share, fee,
       fee_back, refunded, disputed, balance, updated_at
  from palco.recipient_statement_rows
 where revision = (select m.active from palco.read_models m where m.name = 'recipient_statement');
