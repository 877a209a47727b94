//! What is generated, tried on the real programs. Debian packages them; where one is missing, its tests say so on
//! standard error and pass.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::harness::podpat_on;

mod backup;
mod busybox;
mod envoy_http;
mod exporters;
mod haproxy;
mod helper;
mod java;
mod litestream;
mod logrotate;
mod memcached;
mod modsecurity;
mod nginx;
mod pgbouncer;
mod postgres;
mod redis;
mod reload;
mod s3_sync;
mod server;
mod socat;
mod tcp;
mod varnish;
mod wait_for;
mod web;
mod wire;

/// How long a program may take to do what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// The path of a program, which the variable `PODPAT_NAME` may say; a test that needs one that is missing says so and
/// ends.
fn program(name: &str) -> Option<PathBuf> {
    let said = std::env::var_os(format!("PODPAT_{}", name.to_uppercase().replace('-', "_"))).map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let found = said.into_iter().chain(folders.map(|folder| folder.join(name))).find(|path| path.is_file());
    if found.is_none() {
        eprintln!("skipped: `{name}` is not installed (CONTRIBUTING.md says where it comes from)");
    }
    found
}

/// The objects of a description.
fn generated(description: &str) -> Vec<Json> {
    let ran = podpat_on(description, ["generate", "-", "-o", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.json()["items"].as_array().cloned().expect("a List")
}

/// A file of the first ConfigMap that has one of that name.
fn config_file(objects: &[Json], name: &str) -> String {
    let text = objects.iter().find_map(|object| object["data"][name].as_str());
    text.unwrap_or_else(|| panic!("no ConfigMap has {name}")).to_owned()
}

/// A text with some parts replaced, each of which has to be there.
fn replaced(text: &str, parts: &[(&str, &str)]) -> String {
    parts.iter().fold(text.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "`{old}` is not in\n{text}");
        text.replace(old, new)
    })
}

/// A port that was free a moment ago, and that no other test of this run is given.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Below the ports the system takes for outgoing connections, and elsewhere than a run beside this one.
    let first = 15_000 + u16::try_from(std::process::id() % 150).unwrap_or_default() * 100;
    let is_free = |port: &u16| TcpListener::bind(("0.0.0.0", *port)).is_ok();
    let mut ports = (0..2000).map(|_| first + NEXT.fetch_add(1, Ordering::Relaxed));
    ports.find(is_free).expect("a free port")
}

/// A program, and what it starts, that ends with the test.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        Self(command.process_group(0).spawn().expect("the program starts"))
    }

    /// Sends SIGTERM to the program alone, as kubelet does.
    fn terminate(&self) {
        signal("TERM", &self.0.id().to_string());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        signal("KILL", &format!("-{}", self.0.id()));
        // It may have ended by itself.
        drop(self.0.wait());
    }
}

fn signal(name: &str, process: &str) {
    let script = r#"kill -s "$0" -- "$1""#;
    // There may be nobody to tell any more.
    drop(Command::new("sh").args(["-c", script, name, process]).stderr(Stdio::null()).status());
}

/// Waits until something holds.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    wait_for(what, || holds().then_some(()));
}

/// Asks again and again until there is an answer.
fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "waited too long: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Has a command run as nobody, who then owns the folder, where the test runs as root.
fn unprivileged(command: &mut Command, folder: &Path) {
    const NOBODY: u32 = 65_534;
    if fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
        let owned = Command::new("chown").arg("-R").arg(NOBODY.to_string()).arg(folder).status();
        assert!(owned.is_ok_and(|status| status.success()), "the folder is given away");
        command.uid(NOBODY).gid(NOBODY);
    }
}

fn listens(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}
