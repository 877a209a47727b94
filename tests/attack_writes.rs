//! Writing that is stopped midway: what was there stays, or what is new is there whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use crate::harness::Folder;

/// A description of many objects, so that to write them takes a while.
fn description() -> String {
    let services: String = (0..120).map(|at| format!("- {{name: s{at}, port: 80}}\n")).collect();
    format!("name: web\nmain: {{image: nginx:1.29.1, ports: [80]}}\nservice:\n{services}")
}

fn generate(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podpat"));
    command.current_dir(folder).args(["generate", "web.yaml", "--out-dir", "out", "--force"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The files of a folder by name, less the temporary ones.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let named = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    let files = named.filter(|(name, _)| !name.starts_with('.'));
    files.map(|(name, path)| (name, fs::read_to_string(path).expect("a text"))).collect()
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn a_signal_midway_leaves_each_file_as_it_was_or_as_it_is_to_be() {
    let base = Folder::new();
    base.write("web.yaml", description());
    let out = base.at("out");
    let begin = Instant::now();
    assert!(generate(base.path()).status().expect("runs").success());
    let whole = begin.elapsed();
    let new = files(&out);
    assert!(new.len() > 100, "{}", new.len());
    for (at, signal) in ["INT", "TERM", "KILL"].iter().cycle().take(12).enumerate() {
        for name in new.keys() {
            fs::write(out.join(name), "before").expect("a file");
        }
        let mut child = generate(base.path()).spawn().expect("runs");
        thread::sleep(whole * u32::try_from(at + 1).expect("small") / 13);
        let killed = Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status();
        assert!(killed.is_ok());
        child.wait().expect("ends");
        let now = files(&out);
        assert_eq!(now.len(), new.len());
        for (name, text) in &now {
            assert!(text == "before" || *text == new[name], "{signal} {name}: {text}");
        }
    }
    // What was left does not stand in the way of the next run.
    assert!(generate(base.path()).status().expect("runs").success());
    assert_eq!(files(&out), new);
}

/// The kernel refuses what grows beyond a limit, as a full disk does.
#[test]
fn a_full_disk_leaves_a_whole_set_as_it_was() {
    let base = Folder::new();
    let text = format!("{}patch: {{hostname: {}}}\n", description(), "x".repeat(60));
    let big: String = (0..200).map(|at| format!("    K{at}: a value that takes room\n")).collect();
    fs::write(
        base.at("web.yaml"),
        text.replace("ports: [80]}", &format!("ports: [80], env: {{\n{}}}}}", big.replace('\n', ",\n"))),
    )
    .expect("a file");
    let out = base.at("out");
    fs::create_dir(&out).expect("a folder");
    for name in ["service-s0.yaml", "pod-web.yaml"] {
        fs::write(out.join(name), "before").expect("a file");
    }
    let line = "trap '' XFSZ; ulimit -f 2; exec \"$0\" generate web.yaml --out-dir out --force";
    let mut command = Command::new("bash");
    command.current_dir(base.path()).args(["-c", line, env!("CARGO_BIN_EXE_podpat")]);
    let output = command.output().expect("bash");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let left = files(&out);
    assert_eq!(left.len(), 2, "{:?}", left.keys());
    assert!(left.values().all(|text| text == "before"));
    assert_eq!(fs::read_dir(&out).expect("a folder").count(), 2, "no temporary file is left");
}

#[test]
fn a_hard_link_is_not_written_through() {
    let base = Folder::new();
    base.write("web.yaml", "name: web\nmain: nginx:1.29.1\n");
    base.write("mine", "mine");
    fs::create_dir(base.at("out")).expect("a folder");
    fs::hard_link(base.at("mine"), base.at("out/pod-web.yaml")).expect("a link");
    assert!(generate(base.path()).status().expect("runs").success());
    assert_eq!(fs::read_to_string(base.at("mine")).expect("a file"), "mine");
}

/// Runs podpat with its standard output led elsewhere; the exit code and standard error.
fn redirected(folder: &Path, arguments: &str, redirection: &str) -> (Option<i32>, String) {
    let line = format!("exec \"$0\" {arguments} {redirection}");
    let mut command = Command::new("sh");
    command.current_dir(folder).args(["-c", &line, env!("CARGO_BIN_EXE_podpat")]);
    let output = command.output().expect("sh");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn a_closed_standard_output_is_an_error_where_something_is_printed() {
    let bad = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n";
    let base = Folder::with(&[("web.yaml", "name: web\nmain: nginx:1.29.1\n"), ("bad.yaml", bad)]);
    let code = |arguments, redirection| redirected(base.path(), arguments, redirection).0;
    for verb in ["generate web.yaml", "lint bad.yaml", "lint bad.yaml -o json", "inspect bad.yaml", "rules", "--help"] {
        let (code, told) = redirected(base.path(), verb, ">&-");
        assert_eq!(code, Some(2), "{verb}: {told}");
        assert!(
            told.contains("cannot write the result") && told.contains("standard output is closed"),
            "{verb}: {told}"
        );
    }
    // Other programs lead what they do not want to /dev/null, for writing or for both.
    for kept in [">/dev/null", "1<>/dev/null"] {
        assert_eq!((code("generate web.yaml", kept), code("lint bad.yaml", kept)), (Some(0), Some(1)), "{kept}");
    }
    assert_eq!(code("lint bad.yaml --output-file report", ">&-"), Some(1), "nothing is printed");
    assert_eq!(code("generate web.yaml --out-dir out", ">&-"), Some(0), "nothing is printed");
}

#[test]
fn what_somebody_else_wrote_meanwhile_is_kept() {
    let base = Folder::with(&[("a.yaml", "theirs")]);
    let at = base.at("a.yaml");
    let refused = podpat::internals::files::overwrite(&at, b"read before", b"mine").expect_err("it was changed");
    assert!(refused.to_string().contains("was changed while podpat looked at it"), "{refused}");
    assert_eq!(base.text("a.yaml"), "theirs");
    podpat::internals::files::overwrite(&at, b"theirs", b"mine").expect("it holds what was read");
    assert_eq!(base.text("a.yaml"), "mine");
}

#[test]
fn a_link_in_the_place_of_the_folder_of_a_project_is_not_followed() {
    let base = Folder::new();
    fs::create_dir(base.at("elsewhere")).expect("a folder");
    std::os::unix::fs::symlink("elsewhere", base.at(".podpat")).expect("a link");
    let mut command = Command::new(env!("CARGO_BIN_EXE_podpat"));
    let ran = command.current_dir(base.path()).args(["patterns", "new", "waf"]).output().expect("runs");
    let err = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.code() == Some(2) && err.contains("`.podpat` is a link"), "{err}");
    assert_eq!(files(&base.at("elsewhere")).len(), 0);
}
