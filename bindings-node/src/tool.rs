use napi_derive::napi;

use crate::failure::guarded;

/// Runs the operations tool with its arguments, the name of the program first, on this thread, and
/// gives its exit code. It writes to the process's own output and error output.
///
/// # Errors
/// `palco.internal` for a defect.
#[napi]
pub fn run_tool(arguments: Vec<String>) -> napi::Result<u32> {
    guarded(|| {
        let exit = palco_cli::run(arguments, &mut std::io::stdout(), &mut std::io::stderr());
        Ok(exit.into())
    })
}
