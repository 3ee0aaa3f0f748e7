use std::ffi::OsString;

use pyo3::prelude::*;

use crate::failure::guarded;

/// Runs the operations tool with its arguments, the name of the program first, and gives its exit
/// code. It writes to the process's own output and error output.
#[pyfunction]
pub(crate) fn run_tool(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<u8> {
    guarded(py, || {
        let run = || palco_cli::run(arguments, &mut std::io::stdout(), &mut std::io::stderr());
        Ok(py.detach(run))
    })
}
