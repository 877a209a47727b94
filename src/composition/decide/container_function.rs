//! What containers do that are nobody's helper: init containers by their script, main containers by what is left.

use crate::composition::knowledge;
use crate::composition::member::Member;
use crate::composition::program;

/// What an init container does, in one word.
pub(super) fn init(member: &Member) -> Option<String> {
    let command = &member.command;
    let runs = |programs: &[&str]| programs.iter().any(|program| command.runs(program));
    let known = member
        .software
        .filter(|software| matches!(software.kind, knowledge::SoftwareKind::Task | knowledge::SoftwareKind::Sidecar));
    let waits = command.steps.iter().any(|step| step.condition) && runs(&["sleep"]);
    let function = match () {
        () if waits || runs(&["nslookup", "pg_isready", "wait-for-it.sh", "nc"]) => "wait-for-dependency",
        () if known.is_some() => return known.map(|software| software.function.clone()),
        () if runs(&["chown", "chmod"]) => "permission-fixer",
        () if runs(&["sysctl"]) || member.command.text().contains("/proc/sys/") => "sysctl-setter",
        () if runs(&["iptables", "iptables-restore", "ip"]) => "iptables-setup",
        () if runs(&["git", "wget", "curl", "aws", "gsutil", "unzip", "tar"]) => "content-fetcher",
        () if runs(&["cp", "rsync"]) => copies(member),
        () if command.steps.iter().any(|step| !step.writes.is_empty()) || runs(&["envsubst", "sed"]) => {
            "config-generator"
        }
        () if runs(&["rm", "mkdir", "touch", "mount", "modprobe"]) => "host-setup",
        () if member.idle.is_some()
            || command.steps.iter().all(|step| program::is_plain(step.program())) && !command.steps.is_empty() =>
        {
            "placeholder"
        }
        () => return named(member),
    };
    Some(function.to_owned())
}

fn copies(member: &Member) -> &'static str {
    let binary = |word: &String| ["/bin/", ".jar", ".so"].iter().any(|part| word.contains(part));
    let words = || member.command.steps.iter().flat_map(|step| &step.words);
    if words().any(binary) {
        "binary-installer"
    } else if words().any(|word| word.contains("conf") || word.contains("cfg")) {
        "config-copier"
    } else {
        "content-copier"
    }
}

/// The last words of a name, for want of anything better.
fn named(member: &Member) -> Option<String> {
    let words = knowledge::words(&member.name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let function = match () {
        () if has(&["wait", "check", "ready"]) => "wait-for-dependency",
        () if has(&["migrate", "migration", "migrations", "schema", "seed"]) => "migration",
        () if has(&["permission", "permissions", "chown", "owner"]) => "permission-fixer",
        () if has(&["config", "configure", "conf", "setup", "template", "render"]) => "config-generator",
        () if has(&["copy", "cp", "install", "installer", "plugins", "plugin"]) => "content-copier",
        () if has(&["clone", "fetch", "download", "restore"]) => "content-fetcher",
        () if has(&["bootstrap", "init", "initialize"]) => "initializer",
        () => return None,
    };
    Some(function.to_owned())
}

/// What a main container does that no table knows: it writes logs, or does a piece of work and ends.
pub(super) fn main(member: &Member) -> Option<String> {
    let writes_logs =
        member.command.steps.iter().any(|step| step.endless && step.writes.iter().any(|file| file.contains("log")));
    if writes_logs {
        return Some("log-writer".to_owned());
    }
    member.idle.map(|_| "placeholder".to_owned())
}
