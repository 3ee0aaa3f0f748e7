//! What is gathered of this process: one for all of its Palcos, of every worker.

use std::sync::{Mutex, PoisonError};

use napi::{
    Status,
    bindgen_prelude::FnArgs,
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use napi_derive::napi;
use palco::ports::Unavailable;
use palco_telemetry::{InstalledBefore, Notice, Telemetry, install};

use crate::failure::{Failure, guarded};

type Args = FnArgs<(String, String)>;
/// Weak: a process that waits for nothing else ends.
type Listener = ThreadsafeFunction<Args, (), Args, Status, false, true>;

/// Those of the threads that loaded this, in their order. One hears of a notice: the first that lives.
static LISTENERS: Mutex<Vec<Listener>> = Mutex::new(Vec::new());

/// From here on calls this, with a logger's name and a text, of what somebody should hear of; while there
/// is none of an earlier thread.
///
/// # Errors
/// `store.unavailable` when something else hears of it already.
#[napi]
pub fn hear_notices(listener: Listener) -> napi::Result<()> {
    guarded(|| {
        LISTENERS.lock().unwrap_or_else(PoisonError::into_inner).push(listener);
        palco_telemetry::tell(hand_on).map_err(installed_before)
    })
}

fn hand_on(Notice { logger, text, .. }: Notice) {
    let mut listeners = LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some(first) = listeners.first() {
        let args = (logger.clone(), text.clone()).into();
        if first.call(args, ThreadsafeFunctionCallMode::NonBlocking) == Status::Ok {
            return;
        }
        // Its thread has ended.
        drop(listeners.remove(0));
    }
}

fn installed_before(InstalledBefore: InstalledBefore) -> Failure {
    let reason = InstalledBefore.to_string();
    Failure::Palco(Unavailable { reason, outcome_unknown: false }.into())
}

fn telemetry() -> Result<&'static Telemetry, Failure> {
    install().map_err(installed_before)
}

/// Begins to gather; again, it does nothing.
///
/// # Errors
/// `store.unavailable` when something else gathers already.
#[napi]
pub fn telemetry_enable() -> napi::Result<()> {
    guarded(|| telemetry().map(|_| ()))
}

/// The metrics in the text format of Prometheus.
///
/// # Errors
/// `store.unavailable` when something else gathers already.
#[napi]
pub fn telemetry_metrics() -> napi::Result<String> {
    guarded(|| Ok(telemetry()?.metrics()))
}

/// The spans that ended since the last call, as a JSON array.
///
/// # Errors
/// `store.unavailable` when something else gathers already.
#[napi]
pub fn telemetry_spans() -> napi::Result<String> {
    guarded(|| Ok(telemetry()?.take_spans_json()))
}
