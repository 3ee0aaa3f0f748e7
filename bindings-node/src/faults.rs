use napi::{Env, bindgen_prelude::PromiseRaw};
use napi_derive::napi;

use crate::failure::{guarded, guarded_async};

/// Panics as a defect in the core would, for the tests. Not in a release build.
///
/// # Errors
/// `palco.internal`, always.
#[napi]
pub fn panic_now() -> napi::Result<()> {
    guarded(|| panic!("asked for by a test"))
}

/// The same on a task.
///
/// # Errors
/// Rejects with `palco.internal`, always.
#[napi]
pub fn panic_later(env: &Env) -> napi::Result<PromiseRaw<'_, ()>> {
    env.spawn_future(guarded_async(async { panic!("asked for by a test") }))
}
