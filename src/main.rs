//! The podpat binary: argv and streams in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    podpat::cli::main(std::env::args_os())
}
