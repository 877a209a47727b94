//! The files that a script reads and writes, by what its programs do with their arguments.

use super::command::Command;
use super::step::Step;
use crate::composition::knowledge::file_programs::{self, Does, FileProgram};

/// Absolute paths that a script reads and writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileAccess {
    pub(crate) reads: Vec<String>,
    pub(crate) writes: Vec<String>,
    /// Folders that become clones of a Git repository, its whole history in `.git`.
    pub(crate) clones: Vec<String>,
}

/// Collects what the commands of a container do with files. Relative paths begin where the script went last.
pub(crate) fn file_access(command: &Command) -> FileAccess {
    let mut access = FileAccess::default();
    let mut folder = command.working_dir.clone();
    if command.steps.is_empty() && command.words.first().is_some_and(|word| word == "clone") {
        // What an image of Git is given as arguments.
        git(&command.words, &folder, &mut access);
    }
    for step in command.steps.iter() {
        for file in &step.writes {
            access.writes.extend(absolute(file, &folder));
        }
        for file in &step.reads {
            access.reads.extend(absolute(file, &folder));
        }
        let arguments = step.arguments();
        match step.program() {
            "cd" => {
                if let Some(next) = arguments.first().and_then(|next| absolute(next, &folder)) {
                    folder = next;
                }
            }
            "git" => git(arguments, &folder, &mut access),
            "rm" if arguments.iter().any(|word| word.rsplit('/').next() == Some(".git")) => access.clones.clear(),
            "sed" => sed(arguments, &folder, &mut access),
            program => take(file_programs::of(program), step, &folder, &mut access),
        }
    }
    access
}

fn take(known: Option<&FileProgram>, step: &Step, folder: &str, access: &mut FileAccess) {
    let arguments = step.arguments();
    let paths =
        || arguments.iter().filter(|word| !word.starts_with('-')).filter_map(|word| absolute_path(word, folder));
    let Some(known) = known else {
        // An unknown program with a path most likely reads it.
        access.reads.extend(paths().filter(|path| path.len() > 1));
        return;
    };
    match known.does {
        _ if !known.options.is_empty() => write_options(&known.options, arguments, folder, access),
        Does::Reads => access.reads.extend(paths()),
        Does::Writes => access.writes.extend(paths()),
        Does::Copies => {
            let mut paths: Vec<String> = paths().collect();
            let last = arguments.iter().rev().find(|word| !word.starts_with('-'));
            // `aws s3 sync /data s3://bucket`: only what is a path here counts.
            if last.is_some_and(|last| absolute_path(last, folder).is_some()) {
                access.writes.extend(paths.pop());
            }
            access.reads.extend(paths);
        }
    }
}

fn write_options(names: &[String], arguments: &[String], folder: &str, access: &mut FileAccess) {
    let is_named = |word: &str| names.iter().any(|name| name == word);
    for (at, word) in arguments.iter().enumerate() {
        let value = match word.split_once('=') {
            Some((name, value)) if is_named(name) => Some(value),
            _ if is_named(word) => arguments.get(at + 1).map(String::as_str),
            _ => None,
        };
        access.writes.extend(value.and_then(|value| absolute(value, folder)));
    }
}

fn git(arguments: &[String], folder: &str, access: &mut FileAccess) {
    let place = arguments.iter().position(|word| word == "-C").and_then(|at| arguments.get(at + 1));
    let folder = place.and_then(|place| absolute(place, folder)).unwrap_or_else(|| folder.to_owned());
    let verb = arguments
        .iter()
        .find(|word| matches!(word.as_str(), "clone" | "pull" | "fetch" | "checkout" | "reset" | "init" | "submodule"));
    match verb.map(String::as_str) {
        Some("clone") => {
            let target = arguments
                .iter()
                .rev()
                .find(|word| !word.starts_with('-'))
                .filter(|word| !word.contains("://") && !word.contains('@'));
            let target = target.and_then(|target| absolute(target, &folder));
            let elsewhere = ["--bare", "--mirror", "--separate-git-dir"];
            if !arguments.iter().any(|word| elsewhere.iter().any(|option| word.starts_with(option))) {
                access.clones.extend(target.clone());
            }
            access.writes.extend(target.or(Some(folder)));
        }
        Some(_) => access.writes.push(folder),
        None => {}
    }
}

fn sed(arguments: &[String], folder: &str, access: &mut FileAccess) {
    let in_place = arguments.iter().any(|word| word.starts_with("-i") || word == "--in-place");
    let files = arguments.iter().filter(|word| word.starts_with('/')).filter_map(|word| absolute(word, folder));
    if in_place { access.writes.extend(files) } else { access.reads.extend(files) }
}

/// A word that is a path of its own right: absolute, or beginning with `./`.
fn absolute_path(word: &str, folder: &str) -> Option<String> {
    let word = word.strip_prefix("of=").unwrap_or(word);
    (word.starts_with('/') || word.starts_with("./") || word == ".").then(|| absolute(word, folder)).flatten()
}

/// A path from the root; nothing for devices, patterns that begin with a variable, and descriptors.
fn absolute(word: &str, folder: &str) -> Option<String> {
    let word = word.trim_matches(['"', '\'']);
    if word.is_empty() || word.starts_with(['$', '&', '-']) || word.starts_with("/dev/") || word.contains("://") {
        return None;
    }
    if word.starts_with('/') {
        return Some(word.to_owned());
    }
    let rest = word.strip_prefix("./").unwrap_or(word);
    let folder = folder.trim_end_matches('/');
    Some(if rest == "." { folder.to_owned() } else { format!("{folder}/{rest}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deeds_of(script: &str) -> (Vec<String>, Vec<String>) {
        let words = ["sh", "-c", script].map(str::to_owned);
        let access = file_access(&Command::read(&words, &[], Some("/work"), |_| None));
        (access.reads, access.writes)
    }

    #[test]
    fn files_are_told_by_program() {
        let cases: [(&str, &[&str], &[&str]); 9] = [
            ("tail -n+1 -F /var/log/1.log", &["/var/log/1.log"], &[]),
            ("echo hi >> /data/x; date > out.txt", &[], &["/data/x", "/work/out.txt"]),
            ("cp -r /a/b /c", &["/a/b"], &["/c"]),
            ("git clone https://x.y/z .", &[], &["/work"]),
            ("cd /html && git pull", &[], &["/html"]),
            ("wget -O /w/index.html http://x", &[], &["/w/index.html"]),
            ("cat /logs/a.log | sed 's/$/ x/' > /logs/b.log", &["/logs/a.log"], &["/logs/b.log"]),
            ("aws s3 sync /data s3://bucket/", &["/data"], &[]),
            ("while read L; do echo $L; done < /in/f; echo x > /dev/null", &["/in/f"], &[]),
        ];
        for (script, reads, writes) in cases {
            let (found_reads, found_writes) = deeds_of(script);
            assert_eq!((found_reads, found_writes), (own(reads), own(writes)), "{script}");
        }
    }

    fn own(list: &[&str]) -> Vec<String> {
        list.iter().map(|&word| word.to_owned()).collect()
    }
}
