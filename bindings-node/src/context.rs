use napi_derive::napi;
use palco::{
    Context,
    contract::to_json,
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
    let ContextText { tenant, actor, now, command_id } =
        serde_json::from_str(text).or_else(|_| at_path(text))?;
    let command_id = match command_id {
        Some(command_id) => command_id,
        None => parsed("commandId", CommandId::from_uuid(RandomIds.next_id()))?,
    };
    Ok(Context { now, actor, tenant, command_id })
}

/// Reads it once more for the path of what is wrong.
fn at_path(text: &str) -> Result<ContextText, Failure> {
    let mut json = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let reason = error.into_inner().to_string();
        let end = reason.rfind(" at line ").unwrap_or(reason.len());
        let path = if path == "." { "$" } else { path.as_str() };
        Failure::field(path, reason.get(..end).unwrap_or_default())
    })
}
