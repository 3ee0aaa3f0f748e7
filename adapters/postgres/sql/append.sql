-- A record that is known may be on no synchronous standby: whoever wrote it was ended while it waited for
-- one, or the server fell and came back. The commit of a message behind it waits for both.
select append, outcomes, places, actuals, bases, positions,
       id, tenant_id, aggregate_type, aggregate_id, version, command_id, actor, trace_parent,
       created_at, event_id, event_type, schema_version, event_data,
       case when 'duplicate' = any (outcomes)
             and pg_catalog.current_setting('synchronous_standby_names') <> ''
            then pg_catalog.pg_logical_emit_message(true, 'palco'::text, ''::text)::text end
  from palco.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                    $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29,
                    $30)
