//! Functions of containers that are no helpers: init containers by their script, main containers by what is left.

use crate::composition::facts::step::Step;
use crate::composition::knowledge::{self, Function};
use crate::composition::member::Member;
use crate::composition::program;

/// Returns the function of an init container.
pub(super) fn init(member: &Member) -> Option<Function> {
    let command = &member.command;
    let runs = |programs: &[&str]| programs.iter().any(|program| command.runs(program));
    let known = member
        .software()
        .filter(|software| matches!(software.kind, knowledge::SoftwareKind::Task | knowledge::SoftwareKind::Sidecar));
    let waits = command.steps.iter().any(Step::is_condition) && runs(&["sleep"]);
    let function = match () {
        () if waits || runs(&["nslookup", "pg_isready", "wait-for-it.sh", "nc"]) => Function::WaitForDependency,
        () if known.is_some() => return known.map(|software| software.function),
        () if runs(&["chown", "chmod"]) => Function::PermissionFixer,
        () if runs(&["sysctl"]) || member.command.text().contains("/proc/sys/") => Function::SysctlSetter,
        () if runs(&["iptables", "iptables-restore", "ip"]) => Function::IptablesSetup,
        () if runs(&["git", "wget", "curl", "aws", "gsutil", "unzip", "tar"]) => Function::ContentFetcher,
        () if runs(&["cp", "rsync"]) => copies(member),
        () if command.steps.iter().any(|step| !step.writes.is_empty()) || runs(&["envsubst", "sed"]) => {
            Function::ConfigGenerator
        }
        () if runs(&["rm", "mkdir", "touch", "mount", "modprobe"]) => Function::HostSetup,
        () if member.idle.is_some()
            || command.steps.iter().all(|step| program::is_plain(step.program())) && !command.steps.is_empty() =>
        {
            Function::Placeholder
        }
        () => return named(member),
    };
    Some(function)
}

fn copies(member: &Member) -> Function {
    let binary = |word: &String| ["/bin/", ".jar", ".so"].iter().any(|part| word.contains(part));
    let words = || member.command.steps.iter().flat_map(|step| &step.words);
    if words().any(binary) {
        Function::BinaryInstaller
    } else if words().any(|word| word.contains("conf") || word.contains("cfg")) {
        Function::ConfigCopier
    } else {
        Function::ContentCopier
    }
}

/// The last words of a name, for want of anything better.
fn named(member: &Member) -> Option<Function> {
    let words = knowledge::words(&member.name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let function = match () {
        () if has(&["wait", "check", "ready"]) => Function::WaitForDependency,
        () if has(&["migrate", "migration", "migrations", "schema", "seed"]) => Function::Migration,
        () if has(&["permission", "permissions", "chown", "owner"]) => Function::PermissionFixer,
        () if has(&["config", "configure", "conf", "setup", "template", "render"]) => Function::ConfigGenerator,
        () if has(&["copy", "cp", "install", "installer", "plugins", "plugin"]) => Function::ContentCopier,
        () if has(&["clone", "fetch", "download", "restore"]) => Function::ContentFetcher,
        () if has(&["bootstrap", "init", "initialize"]) => Function::Initializer,
        () => return None,
    };
    Some(function)
}

/// Returns the function of a main container that no table knows: it writes logs, or does a piece of work and ends.
pub(super) fn main(member: &Member) -> Option<Function> {
    let writes_logs =
        member.command.steps.iter().any(|step| step.endless && step.writes.iter().any(|file| file.contains("log")));
    if writes_logs {
        return Some(Function::LogWriter);
    }
    member.idle.map(|_| Function::Placeholder)
}
