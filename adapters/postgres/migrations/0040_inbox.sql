-- What consumers elsewhere have taken in, for those who keep their effects in this database.
create table palco.inbox (
    consumer text collate "C" not null,
    event_id uuid not null,
    received_at timestamptz not null default now(),
    primary key (consumer, event_id)
);

-- Whether the consumer takes in this domain event for the first time. Called in the transaction of
-- its effect: both are kept, or neither. A second call that runs at the same time waits for the
-- first one's end.
create function palco.receive(consumer text, event_id uuid) returns boolean
language plpgsql volatile as $receive$
begin
    insert into palco.inbox (consumer, event_id) values (receive.consumer, receive.event_id)
        on conflict do nothing;
    return found;
end
$receive$;
