//! Running a program to its end, within bounds of time and output.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::error::RenderError;
use crate::files::Size;

/// The longest time that a program may take.
const LONGEST: Duration = Duration::from_mins(1);

/// The most bytes that are read of what a program prints: one more than it may.
const MOST_PRINTED: u64 = Size::RENDERED.0 + 1;

/// The most bytes that are kept of what a program says on standard error.
const MOST_WORDS: u64 = 4000;

/// Runs a program and returns what it prints; messages call it by `name`, which is the command as one would type it.
/// `None` where there is no such program.
pub(super) fn output(command: &mut Command, name: &str) -> Result<Option<Vec<u8>>, RenderError> {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match spawned {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        spawned => spawned.map_err(|error| RenderError::Refused(name.to_owned(), error.to_string()))?,
    };
    let result = printed(&mut child, name);
    if result.is_err() {
        // It may have ended already.
        drop(child.kill());
        drop(child.wait());
    }
    result.map(Some)
}

/// Returns what a program prints until it ends.
fn printed(child: &mut Child, name: &str) -> Result<Vec<u8>, RenderError> {
    let until = Instant::now() + LONGEST;
    let too_slow = || RenderError::TooSlow(name.to_owned(), LONGEST.as_secs());
    let refused = |error: io::Error| RenderError::Refused(name.to_owned(), error.to_string());
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let printed = in_background(move || out.map_or(Ok(Vec::new()), |out| first_bytes(out, MOST_PRINTED)));
    // Warnings may be many: those that are not kept are read all the same, so that the program can go on.
    let words = in_background(move || {
        err.map_or(Ok(Vec::new()), |mut err| {
            let words = first_bytes(&mut err, MOST_WORDS)?;
            io::copy(&mut err, &mut io::sink()).map(|_| words)
        })
    });
    let printed = printed.recv_timeout(LONGEST).map_err(|_| too_slow())?.map_err(refused)?;
    if printed.len() > Size::RENDERED.length() {
        return Err(RenderError::TooLarge(name.to_owned(), Size::RENDERED));
    }
    while child.try_wait().map_err(refused)?.is_none() {
        if Instant::now() > until {
            return Err(too_slow());
        }
        thread::sleep(Duration::from_millis(2));
    }
    if child.wait().map_err(refused)?.success() {
        return Ok(printed);
    }
    let words = words.recv_timeout(LONGEST).map_err(|_| too_slow())?.map_err(refused)?;
    let words = String::from_utf8_lossy(&words);
    let words = words.trim().trim_start_matches("error: ").trim_start_matches("Error: ");
    let words = if words.is_empty() { "it did not say why" } else { words };
    Err(RenderError::Failed(name.to_owned(), words.to_owned()))
}

/// Reads on a thread of its own.
fn in_background(read: impl FnOnce() -> io::Result<Vec<u8>> + Send + 'static) -> mpsc::Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    // Nobody waits any more where the program took too long.
    thread::spawn(move || drop(sender.send(read())));
    receiver
}

/// Reads at most so many bytes.
fn first_bytes(from: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
