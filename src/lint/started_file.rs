//! The program or script that a container is told to run, by its path.

use crate::k8s::Container;

/// The program a container is told to run, if it lies in a folder.
pub(super) fn program_below<'a>(container: &'a Container<'_>, folder: &str) -> Option<&'a str> {
    let program = container.spec.command.as_ref()?.first()?;
    program.strip_prefix(folder)?.starts_with('/').then_some(program)
}

/// The script that an interpreter is told to run, if it lies in a folder: `python /app/main.py`.
pub(super) fn script_below<'a>(container: &'a Container<'_>, folder: &str) -> Option<&'a str> {
    const INTERPRETERS: [&str; 10] = ["python", "python3", "node", "ruby", "php", "perl", "sh", "bash", "ash", "deno"];
    let mut words = container.spec.command.iter().flatten().chain(container.spec.args.iter().flatten());
    let program = words.next()?.rsplit('/').next().unwrap_or_default();
    let script = words.next().filter(|_| INTERPRETERS.contains(&program))?;
    (script.contains('.') && script.strip_prefix(folder)?.starts_with('/')).then_some(script)
}
