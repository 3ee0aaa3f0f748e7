//! The native half of the pip package `palco`: JSON text crosses, and no room is known by name.
//!
//! What comes in is untyped on purpose: PyO3 would answer a wrong type with `TypeError` and a panic
//! with `PanicException`, where a caller of Palco is promised a `palco.PalcoError`.

mod bridge;
mod clock;
mod context;
mod failure;
mod faults;
mod gateway;
mod input;
mod kept;
mod ledger;
mod open;
mod operation;
mod palco;
mod pix;
mod settings;
mod split;
mod state;
mod telemetry;
mod tool;
mod values;

use pyo3::prelude::*;

/// The native half of the package `palco`.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }

    #[pymodule_export]
    use crate::{
        clock::ManualClock,
        context::Context,
        faults::{_panic, _panicking},
        gateway::{
            NativeGateway, NativeSimulatedGateway, NativeWebhookKeys, Reply, pix_api_gateway,
        },
        ledger::{NativeLedger, ledger_answer},
        operation::Operation,
        palco::NativePalco,
        pix::{
            pix_build, pix_is_refundable, pix_last_refund_day, pix_png, pix_read, pix_svg,
            pix_terminal, pix_value,
        },
        split::split_answer,
        state::NativeState,
        telemetry::{telemetry_enable, telemetry_metrics, telemetry_spans},
        tool::run_tool,
        values::{id_text, instant_millis, money_amount, trace_parent_text},
    };
}
