//! The operations tool as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    let exit = palco_cli::run(std::env::args_os(), &mut std::io::stdout(), &mut std::io::stderr());
    ExitCode::from(exit)
}
