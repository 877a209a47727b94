//! The one way to run another program: `git`, `kubectl`, `kustomize`, `helm`. What it says on standard error is read to
//! its end, so that it never waits for podpat; a program that is given bounds is ended where it passes them, and with it
//! what it started. Knows none of these programs.

use std::io::{self, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The most bytes that are kept of what a program says on standard error: the last ones, where the reason stands.
const MOST_WORDS: usize = 16 << 10;

/// The time for which the words of a program that ended are waited for: what it started may hold its standard error open.
const PATIENCE: Duration = Duration::from_secs(1);

/// The time between two looks at a program that has bounds.
const INTERVAL: Duration = Duration::from_millis(5);

/// The bounds of a program that runs to its end.
pub struct Bounds<'a> {
    /// The moment at which it is ended.
    pub deadline: Instant,
    /// The most bytes that it may print.
    pub output: usize,
    /// Says whether it passed another bound, such as the size of a folder; asked now and then.
    pub is_passed: &'a dyn Fn() -> bool,
}

/// The reason why a program gave no output.
#[derive(Debug)]
pub enum Failure {
    /// It is not there, or the system refuses to run it.
    NotRun(io::Error),
    /// It had not ended by its deadline.
    TooSlow,
    /// It printed more than it may.
    TooLarge,
    /// It passed the other bound.
    Passed,
    /// It ended with a failure; its last words, without blanks around them.
    Failed(String),
}

/// Runs a program to its end, and returns what it prints.
///
/// # Errors
/// Fails if it cannot be run, fails itself, or passes a bound.
pub fn output(command: &mut Command, bounds: &Bounds<'_>) -> Result<Vec<u8>, Failure> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut running = Running::start(command).map_err(Failure::NotRun)?;
    let out = running.out.take();
    let most = bounds.output;
    let printed = in_background(move || out.map_or(Ok(Vec::new()), |out| beginning(out, most)));
    let (mut output, mut rounds) = (None, 0_u32);
    loop {
        if output.is_none() {
            output = printed.recv_timeout(INTERVAL).ok();
        } else {
            thread::sleep(INTERVAL);
        }
        match &output {
            Some(Ok(output)) if output.len() > most => return Err(Failure::TooLarge),
            Some(Ok(_)) if running.child.try_wait().map_err(Failure::NotRun)?.is_some() => break,
            _ => {}
        }
        if Instant::now() > bounds.deadline {
            return Err(Failure::TooSlow);
        }
        // To look at the other bound may take longer than to look at the program.
        if rounds % 32 == 31 && (bounds.is_passed)() {
            return Err(Failure::Passed);
        }
        rounds += 1;
    }
    match running.end().map_err(Failure::NotRun)? {
        Some(words) => Err(Failure::Failed(words)),
        None => output.transpose().map(Option::unwrap_or_default).map_err(Failure::NotRun),
    }
}

/// A program whose output is read as it comes. It is ended where nobody reads on.
pub struct Running {
    child: Child,
    out: Option<BufReader<ChildStdout>>,
    words: Words,
    has_ended: bool,
}

impl Running {
    /// Starts a program, which reads nothing.
    ///
    /// # Errors
    /// Fails if it is not there, or may not be run.
    pub fn start(command: &mut Command) -> io::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let out = child.stdout.take().map(|out| BufReader::with_capacity(1 << 16, out));
        let words = Words::of(child.stderr.take());
        Ok(Self { child, out, words, has_ended: false })
    }

    /// Waits until it has ended; returns its last words if it failed.
    ///
    /// # Errors
    /// Fails if the system does not tell.
    pub fn end(&mut self) -> io::Result<Option<String>> {
        self.out = None;
        let status = self.child.wait()?;
        self.has_ended = true;
        Ok((!status.success()).then(|| self.words.last()))
    }
}

impl Read for Running {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.out.as_mut().map_or(Ok(0), |out| out.read(into))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended {
            end_group(&self.child);
            // It may have ended already.
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

/// Ends what a program started, where it was given a process group of its own.
#[cfg(unix)]
fn end_group(child: &Child) {
    use rustix::process::{Pid, Signal, getpgid, kill_process_group};
    let own = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(own) = own.filter(|own| getpgid(Some(*own)).is_ok_and(|group| group == *own)) {
        let _ = kill_process_group(own, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end_group(_: &Child) {}

/// The words of a program on standard error.
struct Words {
    kept: Arc<Mutex<Vec<u8>>>,
    end: Receiver<()>,
}

impl Words {
    fn of(err: Option<impl Read + Send + 'static>) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let own = Arc::clone(&kept);
        let end = in_background(move || {
            let Some(mut err) = err else { return };
            let mut block = [0; 4096];
            while let Ok(count @ 1..) = err.read(&mut block) {
                let mut kept = own.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(&block[..count]);
                let surplus = kept.len().saturating_sub(MOST_WORDS);
                kept.drain(..surplus);
            }
        });
        Self { kept, end }
    }

    /// Returns the last of them, once the program has ended.
    fn last(&self) -> String {
        // What has come until then is enough.
        let _ = self.end.recv_timeout(PATIENCE);
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).trim().to_owned()
    }
}

/// Runs something on a thread of its own, for which nobody needs to wait.
fn in_background<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || drop(sender.send(run())));
    receiver
}

/// Returns the first bytes of what is read, one more than `most` at the most; the rest is left.
fn beginning(from: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// Runs a script that has a second and 100 bytes, as long as `is_passed` says no.
    fn run(script: &str, is_passed: &dyn Fn() -> bool) -> Result<Vec<u8>, Failure> {
        let bounds = Bounds { deadline: Instant::now() + Duration::from_secs(1), output: 100, is_passed };
        output(Command::new("sh").args(["-c", script]), &bounds)
    }

    #[test]
    fn a_program_prints_fails_or_passes_a_bound() {
        let printed = |script: &str| run(script, &|| false);
        assert_eq!(printed("echo out; echo err >&2").expect("it succeeds"), b"out\n");
        assert!(matches!(printed("echo reason >&2; exit 3"), Err(Failure::Failed(words)) if words == "reason"));
        assert!(matches!(printed("yes"), Err(Failure::TooLarge)));
        assert!(matches!(printed("sleep 60"), Err(Failure::TooSlow)));
        assert!(matches!(run("sleep 60", &|| true), Err(Failure::Passed)));
        let none = output(
            &mut Command::new("/no/such/program"),
            &Bounds { deadline: Instant::now() + Duration::from_secs(1), output: 1, is_passed: &|| false },
        );
        assert!(matches!(none, Err(Failure::NotRun(error)) if error.kind() == io::ErrorKind::NotFound));
    }

    #[test]
    fn many_words_keep_no_program_waiting_and_the_last_are_kept() {
        let script =
            "i=0; while [ $i -lt 20000 ]; do echo warning $i; i=$((i+1)); done >&2; echo the reason >&2; exit 1";
        let bounds = Bounds { deadline: Instant::now() + Duration::from_mins(1), output: 1, is_passed: &|| false };
        let Err(Failure::Failed(words)) = output(Command::new("sh").args(["-c", script]), &bounds) else {
            panic!("it fails")
        };
        assert!(words.ends_with("warning 19999\nthe reason") && words.len() <= MOST_WORDS);
    }

    #[test]
    fn what_a_program_leaves_behind_is_not_waited_for() {
        let begun = Instant::now();
        let mut running =
            Running::start(Command::new("sh").args(["-c", "sleep 30 >/dev/null & echo reason >&2; exit 1"]))
                .expect("sh");
        io::copy(&mut running, &mut io::sink()).expect("reads");
        assert_eq!(running.end().expect("it ends").as_deref(), Some("reason"));
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn what_a_program_started_is_ended_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let alive = folder.path().join("alive");
        let script = format!("(while :; do touch {}; sleep .05; done) & wait", alive.display());
        assert!(matches!(run(&script, &|| false), Err(Failure::TooSlow)));
        std::fs::remove_file(&alive).expect("it ran");
        thread::sleep(Duration::from_millis(400));
        assert!(!alive.exists());
    }
}
