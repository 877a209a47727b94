//! The rule `script-in-several-words`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A shell with `-c` whose script is a single program, while the arguments of that program stand in words of their own.
    ///
    /// ## Why it matters
    /// The shell takes one word behind `-c` for its script. Further words become `$0` and `$1` of the script, and the
    /// program runs without its arguments: `sleep` alone fails, and a server starts with its defaults.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     command: [sh, -c]
    ///     args: [./shop, --port=8080]
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     command: [./shop, --port=8080]
    /// ```
    "script-in-several-words", Warning, Reliability, Check::Container(check)
}

const HELP: &str = "write the program and its arguments without a shell, or all of it in the one word behind `-c`";

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = &container.spec;
    let command = spec.command.as_deref().unwrap_or_default();
    let words: Vec<&String> = command.iter().chain(spec.args.iter().flatten()).collect();
    if let Some(at) = lost_argument(&words) {
        let (field, index) = at.checked_sub(command.len()).map_or(("command", at), |index| ("args", index));
        out.at(container.path.clone().field(field).index(index), message(&words, at)).help(HELP);
    }
    for probe in container.probes() {
        let words = probe.spec.exec.iter().flat_map(|exec| exec.command.iter().flatten()).collect::<Vec<_>>();
        if let Some(at) = lost_argument(&words) {
            out.at(probe.path.field("exec.command").index(at), message(&words, at)).help(HELP);
        }
    }
}

fn message(words: &[&String], at: usize) -> String {
    format!("the shell runs `{}` alone, without `{}`", words[at - 1], words[at])
}

/// Returns the index of the first word that a script of one program loses. One that has a variable or a blank in it may
/// well use what follows.
fn lost_argument(words: &[&String]) -> Option<usize> {
    let shell = words.first()?.rsplit('/').next()?;
    if !matches!(shell, "sh" | "bash" | "ash" | "dash") {
        return None;
    }
    let (mut at, mut takes_script) = (1, false);
    while let Some(option) = words.get(at).filter(|word| word.starts_with(['-', '+'])) {
        takes_script |= !option.starts_with("--") && option.contains('c');
        // `-o pipefail` takes a word.
        at += if !option.starts_with("--") && option.ends_with('o') { 2 } else { 1 };
    }
    let script = words.get(at).filter(|_| takes_script)?;
    let is_program =
        !script.is_empty() && !script.contains(|c: char| c.is_whitespace() || "$;&|<>(){}`\"'".contains(c));
    (is_program && words.len() > at + 1).then_some(at + 1)
}
