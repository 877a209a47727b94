//! The rule `command-in-one-string`.

use crate::k8s::Container;
use crate::lint::rule::{Cel, rule};
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A whole command line where Kubernetes takes a list of words: the first element of `command`, of an exec probe or
    /// of a hook, or the argument of a shell.
    ///
    /// ## Why it matters
    /// No shell reads these lists: the first element is the name of the program to run, and a shell takes the next one
    /// as the name of a script file. There is no program called `nginx -g daemon off;`, and the container cannot start;
    /// a probe or hook fails every time.
    ///
    /// ## Instead of
    /// ```yaml
    /// command: ["nginx -g daemon off;"]
    /// image: nginx:1.29.1
    /// ```
    /// ## Write
    /// ```yaml
    /// command: [nginx, -g, daemon off;]
    /// image: nginx:1.29.1
    /// ```
    "command-in-one-string", Error, Reliability, Check::Container(check), cel(Cel::Container(CEL))
}

const CEL: &str = r"
    [?c.?command, ?c.?startupProbe.?exec.?command, ?c.?readinessProbe.?exec.?command,
     ?c.?livenessProbe.?exec.?command, ?c.?lifecycle.?postStart.?exec.?command,
     ?c.?lifecycle.?preStop.?exec.?command].exists(l, l.size() > 0 && (
        l[0].matches(r'\S\s+\S') && !l[0].matches(r'^\s*\S*/\S*\s[A-Za-z0-9]\S*\s*$') ||
        l.join('\u0000').matches(
            r'^([^\x00]*/)?(sh|bash|ash|dash)\x00((--[^\x00]*|-([^-c\x00][^c\x00]*)?|\+[^c\x00]*)\x00)*' +
            r'([^\x00\s;&|=$(]*/[^\x00\s;&|=$(]*(\s+-|\.sh\s)|' +
            r'[^-+\x00]([^\x00]*\s[^\x00]*[;&|>]|[^\x00]*[;&|>][^\x00]*\s))')))";

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = &container.spec;
    let mut lists: Vec<(&'static str, &[String])> = vec![("command", spec.command.as_deref().unwrap_or_default())];
    let probes = [
        ("startupProbe.exec.command", &spec.startup_probe),
        ("readinessProbe.exec.command", &spec.readiness_probe),
        ("livenessProbe.exec.command", &spec.liveness_probe),
    ];
    for (field, probe) in probes {
        let exec = probe.as_ref().and_then(|probe| probe.exec.as_ref());
        lists.extend(exec.and_then(|exec| exec.command.as_deref()).map(|words| (field, words)));
    }
    let lifecycle = spec.lifecycle.as_ref();
    let hooks = [
        ("lifecycle.postStart.exec.command", lifecycle.and_then(|hooks| hooks.post_start.as_ref())),
        ("lifecycle.preStop.exec.command", lifecycle.and_then(|hooks| hooks.pre_stop.as_ref())),
    ];
    for (field, hook) in hooks {
        let exec = hook.and_then(|hook| hook.exec.as_ref());
        lists.extend(exec.and_then(|exec| exec.command.as_deref()).map(|words| (field, words)));
    }
    let name = container.name();
    for (field, words) in lists {
        let place = |at| container.path.clone().field(field).index(at);
        if let Some(program) = words.first().filter(|program| is_command_line(program)) {
            out.at(place(0), format!("there is no program `{}` in `{name}`", shortened(program)))
                .help("write each word as an element of its own, or `[sh, -c, …]` for a script");
        } else if let Some((at, script)) = script_with_arguments(words) {
            out.at(place(at), format!("the shell looks for a file called `{}`", shortened(script)))
                .help("write the script and each of its arguments as elements of their own");
        }
    }
}

/// Returns true if a word that is to be a program is a command line. A path with a blank in it is odd, but may be one.
fn is_command_line(program: &str) -> bool {
    let words = program.split_ascii_whitespace().count();
    let (first, rest) = program.trim_ascii().split_once(is_space).unwrap_or((program, ""));
    words >= 2 && !(rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && first.contains('/') && words == 2)
}

/// The script that a shell is to read from a file, where its arguments stand in the same word.
fn script_with_arguments(words: &[String]) -> Option<(usize, &str)> {
    let (shell, rest) = words.split_first()?;
    let is_shell = matches!(shell.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash"));
    let (at, script) = rest.iter().enumerate().find(|(_, word)| !word.starts_with(['-', '+']))?;
    let reads_text = rest[..at].iter().any(|word| !word.starts_with("--") && word.contains('c'));
    let (file, arguments) = script.split_once(is_space)?;
    let is_file = file.contains('/') && !file.contains([';', '&', '|', '=', '$', '(']);
    let has_arguments = arguments.trim_ascii_start().starts_with('-') || file.rsplit('.').next() == Some("sh");
    let is_text = script.contains([';', '&', '|', '>']);
    (is_shell && !reads_text && (is_file && has_arguments || is_text)).then_some((at + 1, script))
}

const fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > 40 { line.chars().take(40).chain(['…']).collect() } else { line.to_owned() }
}
