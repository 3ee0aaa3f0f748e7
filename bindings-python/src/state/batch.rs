//! Many commands in one crossing. Nothing is built on the way but the text that goes out.

use palco::{
    application::Error,
    contract::{State, read_command_of, to_json},
    values::{ActorId, CommandId, Instant, TenantId},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::failure::Failure;

/// Commands that one batch may have.
const ITEMS_MAX: usize = 10_000;
/// Bytes that the text of a batch may have: 16 MiB.
pub(super) const BYTES_MAX: usize = 16_777_216;

/// One command of a batch, with its context.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item<'a> {
    #[serde(borrow)]
    command: &'a RawValue,
    context: ContextIn,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextIn {
    tenant: TenantId,
    actor: ActorId,
    now: Instant,
    command_id: CommandId,
}

pub(super) fn within_limit(items: usize) -> Result<(), Failure> {
    if items > ITEMS_MAX {
        let reason = format!("expected at most {ITEMS_MAX} commands, got {items}");
        return Err(Failure::invalid("$", reason));
    }
    Ok(())
}

/// The commands and contexts of a batch; a command is not looked into yet.
pub(super) fn read(text: &str) -> Result<Vec<(&str, palco::Context)>, Failure> {
    let items: Vec<&RawValue> = serde_json::from_str(text)
        .map_err(|_| Failure::invalid("$", "expected an array of commands with their contexts"))?;
    within_limit(items.len())?;
    let mut work = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let Item { command, context } = item_of(item.get())
            .map_err(|reason| Failure::invalid(&format!("[{index}]"), reason))?;
        let ContextIn { tenant, actor, now, command_id } = context;
        work.push((command.get(), palco::Context { tenant, actor, now, command_id }));
    }
    Ok(work)
}

/// Without the place in the text, which is that within the item.
fn item_of(text: &str) -> Result<Item<'_>, String> {
    serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        let end = reason.rfind(" at line ").unwrap_or(reason.len());
        reason.get(..end).unwrap_or_default().to_owned()
    })
}

/// Decides and takes in each in turn; what is refused changes nothing, and those after it go on.
pub(super) fn run(aggregate: &str, state: &mut State, work: &[(&str, palco::Context)]) -> String {
    let mut out = String::with_capacity(work.len().saturating_mul(512).saturating_add(2));
    out.push('[');
    for (index, (command, context)) in work.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        let decided = read_command_of(aggregate, command)
            .map_err(Error::from)
            .and_then(|command| state.decide(&command, context).map_err(Error::Rejected));
        match decided {
            Ok(happened) => {
                happened.iter().for_each(|happened| state.evolve(happened));
                out.push_str(r#"{"domain_events":"#);
                out.push_str(&to_json(&happened));
            }
            Err(error) => {
                out.push_str(r#"{"error":"#);
                out.push_str(&error.to_json());
            }
        }
        out.push('}');
    }
    out.push(']');
    out
}
