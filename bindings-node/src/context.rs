use napi_derive::napi;
use palco::{
    Context,
    ports::{IdSource as _, RandomIds},
    values::{ActorId, CommandId, Instant, TenantId},
};
use serde::Deserialize;

use crate::failure::{Failure, guarded};

/// Who asks, for whom, when, and under which command id: read once, used for any number of decisions.
#[napi]
pub struct NativeContext(pub(crate) Context);

#[napi]
impl NativeContext {
    /// Reads `{"tenant":..,"actor":..,"now":..,"commandId":..}`.
    ///
    /// # Errors
    /// `input.invalid` with the name of the field.
    #[napi(constructor)]
    pub fn new(text: String) -> napi::Result<Self> {
        guarded(|| read(&text).map(Self))
    }
}

/// Without a command id it gets a new one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ContextText {
    tenant: TenantId,
    actor: ActorId,
    now: Instant,
    #[serde(default)]
    command_id: Option<CommandId>,
}

pub(crate) fn read(text: &str) -> Result<Context, Failure> {
    let mut json = serde_json::Deserializer::from_str(text);
    let ContextText { tenant, actor, now, command_id } =
        serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let path = error.path().to_string();
            let reason = error.into_inner().to_string();
            let end = reason.rfind(" at line ").unwrap_or(reason.len());
            let path = if path == "." { "context" } else { path.as_str() };
            Failure::field(path, reason.get(..end).unwrap_or_default())
        })?;
    let command_id = match command_id {
        Some(command_id) => command_id,
        None => CommandId::from_uuid(RandomIds.next_id())
            .map_err(|invalid| Failure::field("commandId", invalid))?,
    };
    Ok(Context { now, actor, tenant, command_id })
}
