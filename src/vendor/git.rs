//! The `git` program, run without prompts, in an environment that holds what it needs to reach a server, for a bounded
//! time and into a folder of bounded size. No file of a repository is checked out, so that none of its hooks, filters or
//! links does anything.

use std::env;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::vendor_error::VendorError;
use crate::files;

/// The most that git may write to the disk for one source.
const LARGEST: u64 = 256 << 20;

/// Variables that git takes over: where to find programs, keys and proxies. Those that say which repository it works on
/// are not among them.
const KEPT: [&str; 32] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR",
    "SSH_AUTH_SOCK",
    "SSH_AGENT_PID",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
    "http_proxy",
    "https_proxy",
    "HTTPS_PROXY",
    "no_proxy",
    "NO_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "SYSTEMROOT",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "TEMP",
];

/// Settings that hold whatever the user's own say.
const SETTINGS: [&str; 9] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.askPass=",
    "credential.interactive=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "protocol.version=2",
];

/// A repository of its own in a folder.
pub(super) struct Git<'a> {
    folder: &'a Path,
    /// The address, for messages.
    address: &'a str,
    timeout: Duration,
    deadline: Instant,
}

impl<'a> Git<'a> {
    /// Makes an empty repository without a work tree.
    pub(super) fn init(folder: &'a Path, address: &'a str, timeout: Duration) -> Result<Self, VendorError> {
        let made = Self { folder, address, timeout, deadline: Instant::now() + timeout };
        made.run(&["init", "--quiet", "--bare", "--template=", "."], 1 << 16)?;
        Ok(made)
    }

    /// Runs git, and returns what it prints, of which there may be `limit` bytes.
    pub(super) fn run(&self, args: &[&str], limit: usize) -> Result<Vec<u8>, VendorError> {
        let mut child = self.command(args).spawn().map_err(|error| VendorError::NoGit(error.to_string()))?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let (ended, out, err) = thread::scope(|scope| {
            let out = scope.spawn(|| read(out, limit));
            let err = scope.spawn(|| read(err, 1 << 16));
            let ended = self.wait(&mut child);
            (ended, out.join().unwrap_or_default(), err.join().unwrap_or_default())
        });
        let is_success = ended?;
        if !is_success {
            return Err(self.failed(&String::from_utf8_lossy(&err)));
        }
        if out.len() > limit {
            return Err(self.error("it answers with more than there is room for".to_owned(), TOO_LARGE));
        }
        Ok(out)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.env_clear().envs(KEPT.iter().filter_map(|name| Some((name, env::var_os(name)?))));
        // A password would be asked for without end where nobody is.
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_ASKPASS", "").env("SSH_ASKPASS", "").env("LC_ALL", "C");
        command.env("GIT_ALLOW_PROTOCOL", "https:ssh").env("GIT_DIR", self.folder).env("GIT_NO_LAZY_FETCH", "1");
        if env::var_os("GIT_SSH_COMMAND").is_none() && env::var_os("GIT_SSH").is_none() {
            command.env("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        }
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting])).args(args);
        command.current_dir(self.folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command
    }

    /// Waits until git has ended, took too long, or wrote too much.
    fn wait(&self, child: &mut Child) -> Result<bool, VendorError> {
        let mut rounds = 0_u32;
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status.success()),
                Ok(None) => {}
                Err(error) => {
                    kill(child);
                    return Err(VendorError::NoGit(error.to_string()));
                }
            }
            if Instant::now() > self.deadline {
                kill(child);
                let why = format!("it takes longer than {} s", self.timeout.as_secs());
                return Err(self.error(why, "look at the connection, or allow more with `--timeout`"));
            }
            // To measure the folder is more than to ask for the end.
            if rounds % 16 == 15 && files::size_below(self.folder) > LARGEST {
                kill(child);
                let why = format!("one commit of it is larger than {} MiB", LARGEST >> 20);
                return Err(self.error(why, TOO_LARGE));
            }
            rounds += 1;
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Returns what git said, without its prefixes.
    fn failed(&self, said: &str) -> VendorError {
        let line = said.lines().find(|line| line.starts_with("fatal: ") || line.starts_with("error: "));
        let line = line.or(said.lines().last()).unwrap_or("it gives no reason");
        let line = line.trim_start_matches("fatal: ").trim_start_matches("error: ");
        let help = if said.contains("transport '") {
            "only `https` and `ssh` are used, also where the settings of git replace one address by another"
        } else if said.contains("could not read Username") || said.contains("Authentication failed") {
            "log in with git's credential helper, or use an `ssh` address; podpat asks for no password"
        } else if said.contains("find remote ref") || said.contains("not our ref") {
            "name a branch, a tag or a commit that is there; `git ls-remote` lists them"
        } else {
            "run `git ls-remote` with the same address to see what is wrong"
        };
        self.error(line.chars().take(300).collect(), help)
    }

    pub(super) fn error(&self, why: String, help: &'static str) -> VendorError {
        VendorError::Fetch { git: self.address.to_owned(), why, help }
    }
}

const TOO_LARGE: &str = "keep the entries in a repository of their own";

/// Reads a stream to its end, and keeps a byte more than `limit` at most.
fn read(from: Option<impl Read>, limit: usize) -> Vec<u8> {
    let mut kept = Vec::new();
    let Some(mut from) = from else { return kept };
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    // What is not kept is read all the same, so that git can end.
    let _ = from.by_ref().take(most).read_to_end(&mut kept);
    let _ = std::io::copy(&mut from, &mut std::io::sink());
    kept
}

/// Ends git, and what it started.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
