use napi_derive::napi;
use palco::{
    Context,
    contract::{read_value, to_json},
    ports::{IdSource as _, RandomIds},
    values::{ActorId, CommandId, Instant, TenantId},
};
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, guarded, parsed};

/// Reads who asks, for whom, when, and under which command id, as
/// `{"tenant":..,"actor":..,"now":..,"commandId":..}`, and writes the same in its canonical form;
/// without a command id it gets a new one.
///
/// It stays text: to read it takes less time than to keep an object of it for the garbage collector.
///
/// # Errors
/// `input.invalid` with the name of the field.
#[napi]
pub fn context(text: String) -> napi::Result<String> {
    guarded(|| {
        let Context { now, actor, tenant, command_id } = read(&text)?;
        Ok(to_json(&ContextText { tenant, actor, now, command_id: Some(command_id) }))
    })
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ContextText {
    tenant: TenantId,
    actor: ActorId,
    now: Instant,
    #[serde(default)]
    command_id: Option<CommandId>,
}

pub(crate) fn read(text: &str) -> Result<Context, Failure> {
    let ContextText { tenant, actor, now, command_id } = read_value(text)?;
    let command_id = match command_id {
        Some(command_id) => command_id,
        None => parsed("commandId", CommandId::from_uuid(RandomIds.next_id()))?,
    };
    Ok(Context { now, actor, tenant, command_id })
}
