//! What means harm to `lint` means none to `inspect` and `generate`: every run ends, with an answer or with an error and
//! nothing on standard output.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::harness::{Folder, Ran, podpat, podpat_on};

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: [{name: a, image: nginx:1.29.1}]}}}\n";
const DESCRIPTION: &str = "name: web\nmain: nginx:1.29.1\nadapter: {use: memcached-exporter}\n";

/// What was said, without the breaks of its lines.
fn told(ran: &Ran) -> String {
    ran.err.replace("\n  │", "")
}

/// Both verbs on a text. There is an answer, or nothing and an error.
fn both(text: impl AsRef<[u8]>) -> [Ran; 2] {
    let runs = [["inspect", "-"], ["generate", "-"]].map(|args| podpat_on(&text, args));
    for ran in &runs {
        assert!([0, 2].contains(&ran.code), "{}: {}", ran.code, ran.err);
        assert_eq!(ran.out.is_empty(), ran.code == 2, "{}{}", ran.out, ran.err);
        assert!(ran.code == 0 || !ran.err.is_empty());
        assert!(!ran.err.starts_with("  × podpat generated something wrong"), "{}", ran.err);
    }
    runs
}

#[test]
fn texts_cut_off_anywhere() {
    for text in [DEPLOYMENT, DESCRIPTION] {
        (0..text.len()).for_each(|end| drop(both(&text[..end])));
    }
    assert_eq!(both(DEPLOYMENT).map(|ran| ran.code), [0, 2]);
    assert_eq!(both(DESCRIPTION).map(|ran| ran.code), [2, 0]);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn texts_without_measure() {
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for at in 1..40 {
        let _ = writeln!(laughs, "a{at}: &a{at} [{}]", format!("*a{}, ", at - 1).repeat(10));
    }
    let bomb = format!("b: &b [{}]\nc: [{}]\n", "x, ".repeat(5000), "*b, ".repeat(250_000));
    let wide = |order: fn(u16) -> [u8; 2]| DESCRIPTION.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for bytes in [
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
        vec![0; 1000],
        DESCRIPTION.replace("web", "w\0b").into_bytes(),
        [DESCRIPTION.as_bytes(), b"# \xff\n"].concat(),
        [DEPLOYMENT.as_bytes(), b"# \xff\n"].concat(),
    ] {
        assert_eq!(both(bytes).map(|ran| ran.code), [2, 2]);
    }
    for end in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), laughs, bomb] {
        assert_eq!(both(&end).map(|ran| ran.code), [2, 2]);
        assert_eq!(both(format!("{DEPLOYMENT}x: {end}")).map(|ran| ran.code), [2, 2]);
        assert_eq!(both(format!("{DESCRIPTION}patch: {end}")).map(|ran| ran.code), [2, 2]);
    }
    let documents = (0..2000).map(|at| DEPLOYMENT.replace("web", &format!("web-{at}"))).collect::<Vec<_>>();
    let [inspected, generated] = both(documents.join("---\n"));
    assert_eq!((inspected.code, generated.code), (0, 2));
    assert!(inspected.out.contains("web-1999"));
}

#[test]
fn no_more_is_read_than_is_allowed() {
    let long = format!("{DESCRIPTION}namespace: {}", "x".repeat(50 << 20));
    for ran in both(long) {
        assert!(ran.code == 2 && ran.err.contains("larger than 32 MiB"), "{}", ran.err);
    }
    for verb in ["inspect", "generate"] {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let argv = ["podpat", verb, "-"].map(Into::into);
        let mut streams = podpat::internals::commands::Streams::new(std::io::repeat(b'a'), &mut out, &mut err);
        assert_eq!(podpat::internals::cli::run(argv, &mut streams), std::process::ExitCode::from(2));
        drop(streams);
        assert!(out.is_empty() && String::from_utf8_lossy(&err).contains("larger than 32 MiB"), "{verb}");
    }
    // A value that is merely long is the user's business.
    let [_, ran] = both(format!("name: a\nmain: {{image: nginx:1, env: {{A: {}}}}}", "x".repeat(1 << 20)));
    assert_eq!(ran.code, 0, "{}", &ran.err[..ran.err.len().min(500)]);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_never_waited_for() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    let at = |name: &str| folder.at(name);
    let pipe = |path: &Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.is_ok_and(|status| status.success()));
    };
    pipe(&at("pipe.yaml"));
    symlink(at("itself.yaml"), at("itself.yaml")).expect("a link");
    symlink("nowhere", at("dangling.yaml")).expect("a link");
    for verb in ["inspect", "generate"] {
        for name in ["pipe.yaml", "itself.yaml", "dangling.yaml", "none.yaml"] {
            let ran = podpat([verb.into(), at(name).into_os_string()]);
            assert_eq!((ran.code, &*ran.out), (2, ""), "{verb} {name}: {}", ran.err);
            assert!(told(&ran).replace(' ', "").contains(name), "{verb} {name}: {}", ran.err);
        }
    }
    // Nor is a configuration, or a catalogue entry.
    let ran = podpat(["lint".into(), "--config".into(), at("pipe.yaml").into_os_string(), "x.yaml".into()]);
    assert!(ran.code == 2 && told(&ran).contains("named pipe"), "{}", ran.err);
    let ran = podpat(["patterns".into(), "--patterns".into(), folder.path().as_os_str().to_owned()]);
    assert_eq!((ran.code, &*ran.out), (2, ""), "{}", ran.err);
    // One file that cannot be read hides no other from inspect.
    fs::write(at("good.yaml"), DEPLOYMENT).expect("a file");
    let ran = podpat(["inspect".into(), folder.path().as_os_str().to_owned()]);
    assert!(ran.code == 2 && ran.out.contains("web") && ran.err.contains("pipe.yaml"), "{}{}", ran.out, ran.err);
}

/// Like `lint`, `inspect` shows what of a file can be read, and says what cannot.
#[test]
fn a_byte_that_is_no_text_hides_no_other_document() {
    let mut text = format!("{DEPLOYMENT}---\n# caf").into_bytes();
    text.extend(b"\xE9\n");
    let ran = podpat_on(&text, ["inspect", "-"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("web") && ran.err.contains("0xE9"), "{}{}", ran.out, ran.err);
}

#[cfg(unix)]
#[test]
fn what_a_shell_hands_over_is_read_once_and_whole() {
    let folder = Folder::new();
    let lint = |texts: &[String]| {
        let mut command = std::process::Command::new("bash");
        let pipes: Vec<String> = (0..texts.len()).map(|at| format!("<(cat {at}.txt)")).collect();
        for (at, text) in texts.iter().enumerate() {
            folder.write(format!("{at}.txt"), text);
        }
        let line = format!("\"$0\" lint --no-config --select=port-clash -o short {}", pipes.join(" "));
        command.current_dir(folder.path()).args(["-c", &line, env!("CARGO_BIN_EXE_podpat")]).output().expect("bash")
    };
    // So many that not all of their Pods can wait in memory for the Services of the others.
    let clash = DEPLOYMENT
        .replace("}]}", ", ports: [{containerPort: 80}]}, {name: b, image: x/y:1, ports: [{containerPort: 80}]}]}");
    let texts: Vec<String> = (0..4).map(|_| format!("{clash}# {}\n", "x".repeat(5 << 20))).collect();
    let output = lint(&texts);
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        (output.status.code(), out.lines().count()),
        (Some(1), 4),
        "{out}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        both(bytes);
    }

    #[test]
    fn any_lines_in_any_order(lines in proptest::collection::vec(proptest::sample::select(
        DEPLOYMENT.lines().chain(DESCRIPTION.lines()).chain(["helpers: classic", "kind: Job", "- ", "adapter: x"]).collect::<Vec<_>>()
    ), 0..20)) {
        both(lines.join("\n"));
    }
}
