//! Repositories that mean harm through the file system: every run ends soon, reads nothing that it was not pointed at,
//! and leaves what was there whole.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{Folder, Ran, podpat};

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: nginx:1.29.1, tty: maybe}]}}}\n";
const DESCRIPTION: &str = "name: web\nmain: nginx:1.29.1\nsidecar: {use: git-sync, repo: 'https://example.com/x.git', path: /usr/share/nginx/html}\n";
const SECRET: &str = "aws_secret_access_key: hunter2\n";

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    assert!(Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success()));
}

fn run(verb: &[&str], path: &Path) -> Ran {
    podpat(verb.iter().map(|word| (*word).into()).chain([path.as_os_str().to_owned()]))
}

fn lint(path: &Path) -> Ran {
    run(&["lint", "--select=wrong-type", "-oshort"], path)
}

/// The words of a report without its line breaks.
fn told(ran: &Ran) -> String {
    ran.err.replace("\n  │ ", "").replace('\n', " ")
}

/// The real program in a folder, with a shell's line in which `$0` is podpat.
fn shell(line: &str, folder: &Path) -> std::process::Output {
    let mut command = Command::new("bash");
    command.current_dir(folder).args(["-c", line, env!("CARGO_BIN_EXE_podpat")]).stdin(Stdio::null());
    command.output().expect("bash")
}

#[test]
fn ignore_files_are_read_like_everything_else() {
    for name in [".ignore", ".gitignore", ".git/info/exclude"] {
        let repository = Folder::with(&[(".git/HEAD", ""), ("k/a.yaml", DEPLOYMENT)]);
        let at = repository.at(name);
        fs::create_dir_all(at.parent().expect("a folder")).expect("a folder");
        // git does not follow links to its own files either.
        symlink("/dev/zero", &at).expect("a link");
        let ran = lint(repository.path());
        assert_eq!((ran.code, ran.out.lines().count()), (1, 1), "{name}: {}{}", ran.out, ran.err);
        fs::remove_file(&at).expect("removed");
        pipe(&at);
        let ran = lint(repository.path());
        assert_eq!((ran.code, ran.out.lines().count()), (2, 1), "{name}: {}{}", ran.out, ran.err);
        assert!(told(&ran).contains("is a named pipe"), "{name}: {}", ran.err);
        fs::remove_file(&at).expect("removed");
        let file = fs::File::create(&at).expect("a file");
        file.set_len(1 << 30).expect("a sparse file");
        let ran = lint(repository.path());
        assert!(ran.code == 2 && told(&ran).contains("larger than 1 MiB"), "{name}: {}", ran.err);
        fs::remove_file(&at).expect("removed");
        write(&at, "*.yaml\n");
        assert!(lint(repository.path()).err.contains("no manifests in"), "{name}");
    }
}

#[test]
fn what_ignore_files_say_is_what_git_does() {
    let repository = Folder::with(&[
        (".git/HEAD", ""),
        (".gitignore", "/out\n*.gen.yaml\n"),
        ("k/.gitignore", "!keep.gen.yaml\nlocal/\n"),
        ("k/a.yaml", DEPLOYMENT),
        ("k/b.gen.yaml", DEPLOYMENT),
        ("k/keep.gen.yaml", DEPLOYMENT),
        ("k/local/c.yaml", DEPLOYMENT),
        ("k/out/d.yaml", DEPLOYMENT),
        ("out/e.yaml", DEPLOYMENT),
        ("sub/.git/HEAD", ""),
        ("sub/f.gen.yaml", DEPLOYMENT),
        (".hidden/g.yaml", DEPLOYMENT),
    ]);
    let files = |path: &Path| {
        let ran = lint(path);
        let base = format!("{}/", repository.path().display());
        let name = |line: &str| line.strip_prefix(&base).and_then(|line| line.split(':').next()).map(str::to_owned);
        ran.out.lines().filter_map(name).collect::<Vec<_>>()
    };
    let inner = ["k/a.yaml", "k/keep.gen.yaml", "k/out/d.yaml"];
    assert_eq!(files(repository.path()), [&inner[..], &["sub/f.gen.yaml"]].concat());
    assert_eq!(files(&repository.at("k")), inner);
    // What is named is read, whatever hides it.
    assert_eq!(files(&repository.at("out/e.yaml")), ["out/e.yaml"]);
    assert_eq!(files(&repository.at(".hidden")), [".hidden/g.yaml"]);
    // Without a repository git's files say nothing.
    fs::remove_dir_all(repository.at(".git")).expect("removed");
    assert_eq!(files(&repository.at("k")).len(), 5);
}

#[test]
fn no_folder_is_entered_twice() {
    let repository = Folder::with(&[("d40/x.yaml", DEPLOYMENT)]);
    for level in 0..40 {
        let at = repository.at(format!("d{level}"));
        fs::create_dir(&at).expect("a folder");
        for name in ["a", "b"] {
            symlink(format!("../d{}", level + 1), at.join(name)).expect("a link");
        }
    }
    symlink("/", repository.at("root")).expect("a link");
    let ran = lint(repository.path());
    assert_eq!((ran.code, ran.out.lines().count()), (1, 1), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("/d40/x.yaml:") && ran.err.contains("leads out of"), "{}{}", ran.out, ran.err);
}

#[test]
fn links_lead_no_further_than_was_pointed() {
    let outside = Folder::with(&[("secret.yaml", SECRET), ("deployment.yaml", DEPLOYMENT)]);
    let repository = Folder::with(&[("a.yaml", DEPLOYMENT), ("target/b.yaml", DEPLOYMENT)]);
    let at = |name: &str| repository.at(name);
    symlink(outside.path().join("secret.yaml"), at("link.yaml")).expect("a link");
    symlink(outside.path(), at("folder")).expect("a link");
    symlink("target/b.yaml", at("c.yaml")).expect("a link");
    for verb in ["lint", "inspect"] {
        let ran = run(&[verb], repository.path());
        assert!(!(ran.out.clone() + &ran.err).contains("hunter2"), "{}{}", ran.out, ran.err);
        assert_eq!(ran.err.matches("leads out of").count(), 2, "{}", ran.err);
    }
    assert_eq!(lint(repository.path()).out.lines().count(), 2);
    // What the user named is followed.
    let ran = lint(&at("folder"));
    assert_eq!((ran.code, ran.out.lines().count()), (1, 1), "{}{}", ran.out, ran.err);
    assert_eq!(run(&["lint"], &at("link.yaml")).code, 1);
}

#[test]
fn a_configuration_that_is_a_link_to_something_private_is_not_shown() {
    let outside = Folder::with(&[("secret.yaml", SECRET)]);
    let repository = Folder::with(&[("a.yaml", DEPLOYMENT), ("real.yaml", "select: unknown-field\n")]);
    let at = repository.at(".podpat.yaml");
    symlink(outside.path().join("secret.yaml"), &at).expect("a link");
    for verb in ["lint", "inspect"] {
        let ran = run(&[verb], repository.path());
        assert_eq!((ran.code, &*ran.out), (2, ""), "{}", ran.err);
        assert!(told(&ran).contains("leads out of") && !ran.err.contains("hunter2"), "{}", ran.err);
    }
    fs::remove_file(&at).expect("removed");
    symlink("real.yaml", &at).expect("a link");
    assert_eq!(run(&["lint"], repository.path()).code, 0);
    // What stands there and is no file is no configuration, and must not be taken for none.
    for make in [pipe as fn(&Path), |path| fs::create_dir(path).expect("a folder")] {
        fs::remove_file(&at).or_else(|_| fs::remove_dir(&at)).expect("removed");
        make(&at);
        let ran = run(&["lint"], repository.path());
        assert!(ran.code == 2 && told(&ran).contains("not a file"), "{}", ran.err);
    }
}

#[test]
fn configuration_of_strangers_is_passed_over_with_a_note() {
    let everybody = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o777)).expect("permissions");
    let parent = Folder::with(&[(".podpat.yaml", "ignore: all\n"), ("mine/k/a.yaml", DEPLOYMENT)]);
    let named = parent.path().join("mine/k");
    assert_eq!(lint(&named).code, 1, "flags select");
    let run_lint = || run(&["lint"], &named);
    assert_eq!(run_lint().code, 0);
    everybody(parent.path());
    let ran = run_lint();
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains(".podpat.yaml: skipped"), "{}", ran.err);
    // Within the repository, and in what was named, it counts.
    fs::create_dir(parent.path().join(".git")).expect("a folder");
    assert_eq!(run_lint().code, 0);
    fs::remove_dir(parent.path().join(".git")).expect("removed");
    assert_eq!(run(&["lint"], parent.path()).code, 0);
    // The catalogue of a project, alike.
    write(&parent.path().join(".podpat/patterns/broken.yaml"), "no entry\n");
    let list = |folder: &str| shell("\"$0\" patterns", &parent.path().join(folder));
    for step in [".podpat", ".podpat/patterns"] {
        fs::set_permissions(parent.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
        let at = parent.at(step);
        everybody(&at);
        assert!(list("mine").status.success(), "{step}");
        fs::set_permissions(&at, fs::Permissions::from_mode(0o755)).expect("permissions");
        assert_eq!(list("mine").status.code(), Some(2), "{step}");
        everybody(parent.path());
    }
    let output = list("mine");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && err.contains(".podpat/patterns: skipped"), "{err}");
    assert_eq!(list(".").status.code(), Some(2));
}

#[test]
fn catalogue_folders_are_read_like_everything_else() {
    let outside = Folder::with(&[("secret.yaml", SECRET)]);
    let entries = Folder::with(&[("real/x.yaml", "no entry\n")]);
    let at = entries.path().join("entry.yaml");
    let list = || run(&["patterns", "--patterns"], entries.path());
    symlink(outside.path().join("secret.yaml"), &at).expect("a link");
    let ran = list();
    assert!(ran.code == 2 && told(&ran).contains("leads out of") && !ran.err.contains("hunter2"), "{}", ran.err);
    fs::remove_file(&at).expect("removed");
    symlink("/dev/zero", &at).expect("a link");
    assert_eq!(list().code, 2);
    fs::remove_file(&at).expect("removed");
    pipe(&at);
    assert!(told(&list()).contains("named pipe"));
    fs::remove_file(&at).expect("removed");
    fs::File::create(&at).and_then(|file| file.set_len(1 << 30)).expect("a sparse file");
    assert!(told(&list()).contains("larger than 1 MiB"));
}

#[test]
fn an_entry_that_takes_the_place_of_a_shipped_one_is_noted() {
    let shipped = podpat(["patterns", "show", "git-sync", "-o", "yaml"]).out;
    let entries = Folder::with(&[("git-sync.yaml", &shipped)]);
    let ran = run(&["patterns", "--patterns"], entries.path());
    assert!(ran.code == 0 && ran.err.contains("takes the place of podpat's own `git-sync`"), "{}", ran.err);
}

#[test]
fn pipes_are_refused_however_they_are_spelled() {
    let base = Folder::new();
    let fifo = base.at("fifo");
    pipe(&fifo);
    let plain = fifo.display().to_string();
    let shared = Path::new("/dev/shm").join(format!("podpat-{}", std::process::id()));
    let mut spellings = vec![
        plain.clone(),
        format!("/dev/..{plain}"),
        format!("/proc/self/root{plain}"),
        format!("/dev/fd/../..{plain}"),
    ];
    if Path::new("/dev/shm").is_dir() {
        pipe(&shared);
        spellings.push(shared.display().to_string());
    }
    for name in spellings {
        for verb in [&["lint"][..], &["inspect"], &["generate"], &["lint", "x.yaml", "--config"]] {
            let ran = run(verb, Path::new(&name));
            assert_eq!((ran.code, &*ran.out), (2, ""), "{name} {verb:?}: {}", ran.err);
        }
    }
    drop(fs::remove_file(shared));
    let ran = run(&["lint"], Path::new("/dev/zero"));
    assert!(ran.code == 2 && told(&ran).contains("is a device"), "{}", ran.err);
}

#[test]
fn files_are_written_whole_or_not_at_all() {
    let base = Folder::with(&[("web.yaml", DESCRIPTION)]);
    let generate = |flags: &str| shell(&format!("\"$0\" generate web.yaml --out-dir out {flags}"), base.path());
    let out = |name: &str| base.at("out").join(name);
    let listing = || {
        let mut names: Vec<_> =
            fs::read_dir(base.at("out")).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(generate("").status.code(), Some(0));
    let all = listing();
    assert!(!all.is_empty() && all.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{all:?}");
    let pod = out("pod-web.yaml");
    let text = fs::read_to_string(&pod).expect("a file");
    // Not twice, unless told to; permissions stay.
    assert_eq!(generate("").status.code(), Some(2));
    fs::write(&pod, "old").expect("a file");
    fs::set_permissions(&pod, fs::Permissions::from_mode(0o640)).expect("permissions");
    assert_eq!(generate("--force").status.code(), Some(0));
    assert_eq!(fs::read_to_string(&pod).expect("a file"), text);
    assert_eq!(fs::metadata(&pod).expect("a file").permissions().mode() & 0o777, 0o640);
    // A link is never written through, dangling or not.
    fs::remove_file(&pod).expect("removed");
    for target in ["../elsewhere.yaml", "../web.yaml"] {
        symlink(target, &pod).expect("a link");
        for flags in ["", "--force"] {
            let output = generate(flags);
            assert_eq!(output.status.code(), Some(2), "{target} {flags}");
            assert!(!base.at("elsewhere.yaml").exists());
            assert_eq!(fs::read_to_string(base.at("web.yaml")).expect("a file"), DESCRIPTION);
        }
        fs::remove_file(&pod).expect("removed");
    }
    // Nothing is waited for.
    pipe(&pod);
    assert_eq!(generate("--force").status.code(), Some(2));
    fs::remove_file(&pod).expect("removed");
    assert_eq!(listing().len(), all.len() - 1, "no temporary file is left");
}

/// The kernel refuses what grows beyond a limit, as a full disk does.
#[test]
fn a_full_disk_leaves_what_was_there() {
    let base = Folder::with(&[("a.yaml", &*DEPLOYMENT.replace("---", "")), ("report.json", "before")]);
    let many = (0..200).map(|at| DEPLOYMENT.replace("web", &format!("web-{at}"))).collect::<Vec<_>>().join("---\n");
    base.write("a.yaml", many);
    let line = "trap '' XFSZ; ulimit -f 1; exec \"$0\" lint a.yaml -o json --output-file report.json";
    let output = shell(line, base.path());
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(base.at("report.json")).expect("a file"), "before");
    let output = shell("exec \"$0\" lint a.yaml -o json --output-file report.json", base.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(fs::read_to_string(base.at("report.json")).expect("a file").ends_with("}\n"));
    let output = shell("exec \"$0\" lint a.yaml -o json --output-file /dev/stdout", base.path());
    assert_eq!((output.status.code(), output.stdout.first()), (Some(1), Some(&b'{')));
    assert_eq!(fs::read_dir(base.path()).expect("a folder").count(), 2, "no temporary file is left");
}

#[test]
fn an_obstacle_at_one_file_leaves_all() {
    let base = Folder::with(&[(
        "web.yaml",
        "name: web\nmain: nginx:1.29.1\nsidecar: {use: git-sync, repo: 'https://example.com/x.git', path: /usr/share/nginx/html}\nkind: StatefulSet\n",
    )]);
    let generate = || shell("\"$0\" generate web.yaml --out-dir out --force", base.path());
    assert_eq!(generate().status.code(), Some(0));
    let mut names: Vec<_> =
        fs::read_dir(base.at("out")).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    assert!(names.len() > 1);
    for obstacle in &names {
        for name in &names {
            fs::write(name, "old").expect("a file");
        }
        fs::remove_file(obstacle).expect("removed");
        fs::create_dir(obstacle).expect("a folder");
        assert_eq!(generate().status.code(), Some(2));
        for name in names.iter().filter(|name| *name != obstacle) {
            assert_eq!(fs::read_to_string(name).expect("a file"), "old");
        }
        fs::remove_dir(obstacle).expect("removed");
    }
}

#[test]
fn whoever_stops_reading_does_not_change_the_exit_code() {
    let many = (0..3000).map(|at| DEPLOYMENT.replace("web", &format!("web-{at}"))).collect::<Vec<_>>().join("---\n");
    let base = Folder::with(&[("a.yaml", &*many), ("web.yaml", DESCRIPTION)]);
    let output =
        shell("\"$0\" lint --select=wrong-type -o short a.yaml | head -1 >&2; echo ${PIPESTATUS[0]}", base.path());
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "1");
    let output = shell("\"$0\" generate web.yaml | true; echo ${PIPESTATUS[0]}", base.path());
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "0");
    let output = shell("\"$0\" generate web.yaml >/dev/full", base.path());
    assert_eq!(output.status.code(), Some(2));
}
