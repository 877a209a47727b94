//! A program that runs on while a test asks it things, its words kept for when something goes wrong.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Running, wait_for};

/// A running program; it ends with the test.
pub(super) struct Server {
    running: Running,
    name: String,
    log: PathBuf,
}

impl Server {
    /// Starts it, with its output in a file of `folder`.
    pub(super) fn start(command: &mut Command, folder: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = command.get_program().to_string_lossy().into_owned();
        let log = folder.join(format!("log-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        let out = File::create(&log).expect("a log");
        let err = out.try_clone().expect("a log");
        let running = Running::start(command.stdin(Stdio::null()).stdout(out).stderr(err));
        Self { running, name, log }
    }

    /// Waits until `ask` has an answer; that the program ends instead is told at once.
    pub(super) fn until<T>(&mut self, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
        let Self { running, name, log } = self;
        wait_for(&format!("{what} of {name}, which says in {}", log.display()), || {
            if let Some(status) = running.0.try_wait().expect("a status") {
                panic!("{name} ended ({status}) before {what}:\n{}", fs::read_to_string(&log).unwrap_or_default());
            }
            ask()
        })
    }

    /// Waits until it has said just that, whether it has ended since or not.
    pub(super) fn until_says(&self, words: &str) {
        wait_for(&format!("`{words}` of {}, which says in {}", self.name, self.log.display()), || {
            (self.log() == words).then_some(())
        });
    }

    /// Its process.
    pub(super) fn id(&self) -> u32 {
        self.running.0.id()
    }

    /// Whether it has not ended.
    pub(super) fn runs(&mut self) -> bool {
        self.running.0.try_wait().expect("a status").is_none()
    }

    /// What it has said so far.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until it ends by itself.
    pub(super) fn ended(&mut self) -> ExitStatus {
        let Self { running, name, .. } = self;
        wait_for(&format!("the end of {name}"), || running.0.try_wait().expect("a status"))
    }

    /// Ends it as kubelet does, and waits for that.
    pub(super) fn terminate(mut self) {
        self.running.terminate();
        let Self { running, name, .. } = &mut self;
        wait_for(&format!("the end of {name}"), || running.0.try_wait().expect("a status"));
    }
}
