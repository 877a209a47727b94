//! Every command that a page shows is run, in a project of its own, and prints what the page shows; or it is listed here
//! with the reason why it is not.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::markdown::{self, Block};
use super::{pages, root, text};
use crate::harness::Folder;

/// Commands that are not run: what they contain, and why.
const NOT_RUN: &[(&str, &str)] = &[
    ("cargo ", "builds podpat, or runs these tests"),
    ("--cluster", "needs a cluster; tests/cluster.rs answers in its place"),
    ("kubectl exec", "needs a cluster"),
    ("argocd ", "needs Argo CD"),
    ("flux ", "needs Flux"),
    ("helm ", "needs Helm"),
    ("kustomize build", "needs kustomize; tests/krm.rs and tests/kustomize.rs run it"),
    ("podpat patterns sync", "needs the network; tests/vendor.rs fetches from a repository on disk"),
    ("npm ci", "downloads what compiles the extension; .ci/run tests it"),
    ("code --install-extension", "needs VS Code"),
    ("<Tab>", "a key is pressed; tests/shells.rs presses it"),
];

/// Ends of commands that need a cluster; what comes before them is run.
const ENDS: [&str; 4] =
    [" | kubectl apply -f -", " && kubectl apply -f k8s", " && kubectl apply -f prod.yaml", " | kubectl diff -f -"];

/// A command, and the lines that a page shows below it.
struct Shown {
    command: String,
    output: String,
}

/// The commands of a `console` block: lines behind `$ `, which `\` continues, with the lines printed below each.
fn commands(block: &Block) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut continues = false;
    for line in block.text.lines() {
        match (shown.last_mut(), line.strip_prefix("$ ")) {
            (_, Some(command)) => shown.push(Shown { command: command.to_owned(), output: String::new() }),
            (Some(last), None) if continues => last.command += &format!("\n{line}"),
            (Some(last), None) => last.output += &format!("{line}\n"),
            (None, None) => panic!("a console block begins with `$ `, not with {line}"),
        }
        let is_command = shown.last().is_some_and(|last| last.output.is_empty());
        continues = is_command && line.ends_with('\\');
    }
    shown
}

#[test]
fn commands_work_as_they_are_shown() {
    let mut faults = Vec::new();
    let mut used = vec![false; NOT_RUN.len()];
    for page in pages() {
        let project = project();
        for block in markdown::read(&text(&page)).blocks {
            write_if_a_file(&block, &project);
            if matches!(block.language.as_str(), "sh" | "bash" | "shell")
                && block.marker.as_ref().is_none_or(|it| it.0 != "program")
            {
                faults.push(format!(
                    "{page}: a block of a shell is a `console`, or marked as a program:\n{}",
                    block.text
                ));
            }
            if block.language != "console" {
                continue;
            }
            for shown in commands(&block) {
                match NOT_RUN.iter().position(|(part, _)| shown.command.contains(part)) {
                    Some(at) => used[at] = true,
                    None => faults
                        .extend(fault(&shown, &project).map(|fault| format!("{page}: $ {}\n{fault}", shown.command))),
                }
            }
        }
    }
    let unused =
        NOT_RUN.iter().zip(used).filter(|(_, used)| !used).map(|((part, _), _)| format!("no page shows {part}"));
    faults.extend(unused);
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// What is wrong with a command: it fails, or prints something else than the page shows.
fn fault(shown: &Shown, project: &Folder) -> Option<String> {
    let command = ENDS.iter().fold(shown.command.clone(), |command, end| command.replace(end, ""));
    let ran = bash(&command, project.path());
    let code = ran.status.code().unwrap_or(-1);
    let printed = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    if !matches!(code, 0 | 1) {
        return Some(format!("exits with {code}:\n{printed}"));
    }
    let is_as_shown = shown.output.is_empty() || masked(&printed).contains(&masked(&shown.output));
    (!is_as_shown).then(|| format!("prints\n{printed}"))
}

/// A text in which every number is the same: pages speak of larger repositories than tests.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if c != '#' || !masked.ends_with('#') {
            masked.push(c);
        }
    }
    masked
}

/// Runs a command as a user would type it, with podpat on the path and a home of its own.
fn bash(command: &str, folder: &Path) -> std::process::Output {
    let podpat = Path::new(env!("CARGO_BIN_EXE_podpat")).parent().expect("a folder");
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", podpat.display());
    Command::new("bash")
        .args(["-c", &format!("set -o pipefail\n{command}")])
        .current_dir(folder)
        .env_clear()
        .envs([("PATH", path.as_str()), ("NO_COLOR", "1"), ("GITHUB_STEP_SUMMARY", "summary.md")])
        .env("HOME", folder.join("home"))
        .stdin(Stdio::null())
        .output()
        .expect("bash runs")
}

/// Writes a block that a page shows as a file.
fn write_if_a_file(block: &Block, project: &Folder) {
    if let Some((word, name)) = &block.marker
        && word == "file"
    {
        project.write(name, &block.text);
    }
}

/// A Git repository with the files that commands of the pages name.
fn project() -> Folder {
    let folder = Folder::new();
    copy(&root().join("tests/book/project"), folder.path());
    fs::create_dir_all(folder.at("home/.config/fish/completions")).expect("a folder");
    fs::create_dir_all(folder.at("home/bin")).expect("a folder");
    let setup = "git init -q -b main . && git add k8s deploy.yaml && \
                 git -c user.name=a -c user.email=a@example.com commit -qm files && \
                 git update-ref refs/remotes/origin/main HEAD && echo '# changed' >>k8s/shop.yaml";
    assert!(bash(setup, folder.path()).status.success(), "git makes a repository");
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let there = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).expect("a file");
        }
    }
}

#[test]
fn what_a_marked_block_shows_is_what_podpat_prints() {
    let mut runs = 0;
    for page in pages() {
        let before = text(&page);
        let project = project();
        let mut after = before.clone();
        for block in markdown::read(&before).blocks {
            write_if_a_file(&block, &project);
            let Some(("run", command)) = block.marker.as_ref().map(|(word, rest)| (word.as_str(), rest)) else {
                continue;
            };
            let ran = bash(command, project.path());
            let printed = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
            let head = format!("<!-- run: {command} -->\n```{}\n", block.language);
            after = after.replace(&format!("{head}{}", block.text), &format!("{head}{printed}"));
            runs += 1;
        }
        if after != before {
            super::compare(&page, &after);
        }
    }
    assert!(runs >= 2, "pages show podpat at work");
}
