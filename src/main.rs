//! The podpat binary: argv and streams in, exit code out.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// True if the caller closed standard output: `podpat lint … >&-`.
static OUTPUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

// Before `main` begins, Rust opens /dev/null in the place of a closed stream, and what is written there is lost.
#[cfg(unix)]
ctor::declarative::ctor! {
    #[ctor(unsafe)]
    fn look_at_output() {
        OUTPUT_IS_CLOSED.store(rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err(), Ordering::Relaxed);
    }
}

fn main() -> ExitCode {
    podpat::main(std::env::args_os(), OUTPUT_IS_CLOSED.load(Ordering::Relaxed))
}
