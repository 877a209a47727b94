//! The `git` program, run without prompts, in an environment that holds what it needs to reach a server, for a bounded
//! time and into a folder of bounded size. No file of a repository is checked out, so that none of its hooks, filters or
//! links does anything.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::vendor_error::VendorError;
use crate::files;
use crate::programs::{self, Bounds, Failure};

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
        let is_passed = || files::size_below(self.folder) > LARGEST;
        let bounds = Bounds { deadline: self.deadline, output: limit, is_passed: &is_passed };
        programs::output(&mut self.command(args), &bounds).map_err(|failure| match failure {
            Failure::NotRun(error) => VendorError::NoGit(error.to_string()),
            Failure::Failed(words) => self.failed(&words),
            Failure::TooLarge => self.error("it answers with more than there is room for".to_owned(), TOO_LARGE),
            Failure::Passed => self.error(format!("one commit of it is larger than {} MiB", LARGEST >> 20), TOO_LARGE),
            Failure::TooSlow => self.error(
                format!("it takes longer than {} s", self.timeout.as_secs()),
                "look at the connection, or allow more with `--timeout`",
            ),
        })
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
        command.current_dir(self.folder);
        command
    }

    /// Returns what git said, without its prefixes, and by which address its settings replace the one that was given.
    fn failed(&self, said: &str) -> VendorError {
        let mut why: String = reason(said).chars().take(300).collect();
        if let Some(other) = self.replacement() {
            why = format!("{why} (the settings of git replace the address with `{other}`)");
        }
        let help = if said.contains("transport '") {
            "only `https` and `ssh` are used, also where the settings of git replace one address by another"
        } else if said.contains("could not read Username") || said.contains("Authentication failed") {
            "log in with git's credential helper, or use an `ssh` address; podpat asks for no password"
        } else if said.contains("find remote ref") || said.contains("not our ref") {
            "name a branch, a tag or a commit that is there; `git ls-remote` lists them"
        } else {
            "run `git ls-remote` with the same address to see what is wrong"
        };
        self.error(why, help)
    }

    /// Returns the address that `insteadOf` in the settings of git puts in the place of the given one, without a name or
    /// a password.
    fn replacement(&self) -> Option<String> {
        let bounds = Bounds { deadline: self.deadline, output: 1 << 12, is_passed: &|| false };
        let args = ["ls-remote", "--get-url", "--end-of-options", self.address];
        let printed = programs::output(&mut self.command(&args), &bounds).ok()?;
        let other = String::from_utf8(printed).ok()?;
        let other = other.trim();
        let shown = match other.split_once("://") {
            Some((scheme, rest)) => format!("{scheme}://{}", without_user(rest)),
            None => other.to_owned(),
        };
        (!other.is_empty() && other != self.address).then_some(shown)
    }

    pub(super) fn error(&self, why: String, help: &'static str) -> VendorError {
        VendorError::Fetch { git: self.address.to_owned(), why, help }
    }
}

/// Returns the line that says why git failed, without its prefix. That of `ssh` comes before git's own, which says no more
/// than that there is no answer.
fn reason(said: &str) -> &str {
    let is_own = |line: &&str| line.starts_with("fatal: ") || line.starts_with("error: ");
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let of_ssh = lines.iter().take_while(|line| !is_own(line)).last();
    let own = lines.iter().find(|line| is_own(line));
    let own = match (own, of_ssh) {
        (Some(own), Some(of_ssh)) if own.contains("Could not read from remote repository") => Some(of_ssh),
        (own, _) => own.or(lines.last()),
    };
    own.map_or("it gives no reason", |line| line.trim_start_matches("fatal: ").trim_start_matches("error: "))
}

/// Returns what stands behind the name and the password of an address.
fn without_user(rest: &str) -> &str {
    let authority = rest.find('/').unwrap_or(rest.len());
    rest[..authority].rfind('@').map_or(rest, |at| &rest[at + 1..])
}

const TOO_LARGE: &str = "keep the entries in a repository of their own";
