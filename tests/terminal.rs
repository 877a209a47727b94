//! Nothing foreign steers a terminal or a log: hostile names, values, excerpts and arguments, through every verb and
//! every form of output.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Folder, Ran, podpat, podpat_on};

/// Starts a line that GitHub obeys, an escape sequence, an operating system command, C1, and a mark that reorders.
const HOSTILE: &str = "a\n::error::b\u{1b}[31mc\u{1b}]0;d\u{7}\u{9b}31m\u{85}\u{202e}e\u{2028}\r";
/// The same without what a file name, or a value on one line, cannot hold.
const QUOTED: &str = r"a\n::error::b\e[31mc\e]0;d\a\x9b31m\N\u202ee\L\r";

const FORMATS: [&str; 9] = ["human", "short", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"];
const PICTURES: [&str; 6] = ["text", "json", "mermaid", "dot", "svg", "html"];

/// Says what in an output a terminal or a log would obey.
fn check(what: &str, ran: &Ran) {
    for (stream, text) in [("out", &ran.out), ("err", &ran.err)] {
        let bad = |c: char| {
            (c.is_control() && !matches!(c, '\n' | '\t'))
                || matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
        };
        let found: Vec<char> = text.chars().filter(|&c| bad(c)).collect();
        assert!(found.is_empty(), "{what}: {found:?} in {stream}: {text:?}");
        // GitHub's own form is all such lines; a hostile one would begin with the name it came from.
        let commands = text.lines().filter(|line| line.trim_start().starts_with("::error::"));
        assert_eq!(commands.count(), 0, "{what}: {stream}: {text}");
    }
}

fn args(words: &[&str], path: &Path) -> Vec<OsString> {
    words.iter().map(OsString::from).chain([path.as_os_str().to_owned()]).collect()
}

/// A Pod with faults, and hostile text wherever a string may stand.
fn pod() -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: \"{QUOTED}\", namespace: \"{QUOTED}\", labels: {{\"{QUOTED}\": x}}}}\nspec:\n  \
         \"{QUOTED}\": 1\n  initContainers: [{{name: \"i{QUOTED}\", image: \"{QUOTED}\"}}]\n  volumes: [{{name: \"{QUOTED}\", emptyDir: {{}}}}]\n  containers:\n  \
         - {{name: \"{QUOTED}\", image: \"nginx:{QUOTED}\", env: [{{name: \"{QUOTED}\", value: \"localhost:5432{QUOTED}\"}}], volumeMounts: [{{name: \"{QUOTED}\", mountPath: \"/{QUOTED}\"}}]}}\n  \
         - {{name: \"2{QUOTED}\", image: postgres, command: [\"{QUOTED}\"], volumeMounts: [{{name: \"{QUOTED}\", mountPath: \"/{QUOTED}\"}}]}}\n# \u{202e}\u{2028}\n"
    )
}

#[test]
fn manifests_steer_nothing() {
    for format in FORMATS {
        let ran = podpat_on(pod(), ["lint", "-", "--no-config", "--select=all", "--format", format]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        check(format, &ran);
    }
    for picture in PICTURES {
        let ran = podpat_on(pod(), ["inspect", "-o", picture, "-"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        check(picture, &ran);
    }
    for text in
        ["a: \u{1b}[31m\n", "a: [\u{9b}\n", "\u{202e}: {\n", "apiVersion: v1\nkind: \"\\e[31m\"\nmetadata: {}\n"]
    {
        for format in FORMATS {
            check(text, &podpat_on(text, ["lint", "-", "--no-config", "--format", format]));
        }
        check(text, &podpat_on(text, ["inspect", "-"]));
        check(text, &podpat_on(text, ["generate", "-"]));
    }
}

#[cfg(unix)]
#[test]
fn file_names_steer_nothing() {
    let names = [
        format!("{HOSTILE}.yaml"),
        format!("{HOSTILE}/kustomization.yaml"),
        format!("{HOSTILE}/patch.yaml"),
        format!("broken{HOSTILE}.yaml"),
        format!("chart{HOSTILE}.yaml"),
    ];
    let texts = [
        pod(),
        "patches: [{path: patch.yaml}]".to_owned(),
        pod(),
        "a: [".to_owned(),
        "a: {{ .Values.a }}\n".to_owned(),
    ];
    let files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = Folder::with(&files);
    let missing = folder.at(HOSTILE);
    for format in FORMATS {
        check(format, &podpat(args(&["lint", "--select=all", "--format", format], folder.path())));
        check(format, &podpat(args(&["lint", "--format", format], &missing.join("missing"))));
    }
    for picture in PICTURES {
        check(picture, &podpat(args(&["inspect", "-o", picture], folder.path())));
    }
    for words in [
        &["inspect"][..],
        &["generate"],
        &["generate", "--name", "a", "--main", "b:1", "--out-dir"],
        &["generate", "--name=a", "--main=b:1", "--patterns"],
        &["lint", ".", "--config"],
        &["patterns", "--patterns"],
    ] {
        for path in [&missing, &missing.join("x"), &folder.at(&names[3])] {
            check(&format!("{words:?}"), &podpat(args(words, path)));
        }
    }
}

#[test]
fn arguments_steer_nothing() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n";
    let lines: [&[&str]; 22] = [
        &["explain", HOSTILE],
        &[HOSTILE],
        &["lint", "-", HOSTILE],
        &["lint", "-", "--select", HOSTILE],
        &["lint", "-", "--fail-on", HOSTILE],
        &["lint", "-", "--format", HOSTILE],
        &["lint", "-", "--kubernetes-version", HOSTILE],
        &["lint", "-", "--jobs", HOSTILE],
        &["lint", "-", "--config", HOSTILE],
        &["lint", "--no-such-flag", HOSTILE],
        &["inspect", HOSTILE],
        &["inspect", "-", "-o", HOSTILE],
        &["rules", "-o", HOSTILE],
        &["patterns", "show", HOSTILE],
        &["patterns", "--patterns", HOSTILE],
        &["completions", HOSTILE],
        &["generate", HOSTILE],
        &["generate", "--name", HOSTILE, "--main", HOSTILE],
        &["generate", "--name=a", "--main=b:1", "--set", HOSTILE],
        &["generate", "--name=a", "--main=b:1", "--set", &format!("main.env.{HOSTILE}={HOSTILE}")],
        &["generate", "--name=a", "--main=b:1", "--sidecar", HOSTILE],
        &["generate", "--name=a", "--main=b:1", "--sidecar", &format!("git-sync,{HOSTILE}={HOSTILE}")],
    ];
    for line in lines {
        let ran = podpat_on(pod, line.iter().copied());
        check(&format!("{line:?}"), &ran);
    }
}

#[test]
fn values_of_flags_and_descriptions_arrive_escaped() {
    for form in ["yaml", "json"] {
        let value = format!("main.env.A={HOSTILE}");
        let ran = podpat(["generate", "--name=a", "--main=b:1", "-o", form, "--set", &value]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        check(form, &ran);
        let values: serde_json::Value = serde_yaml::from_str(&ran.out).expect("YAML");
        assert!(values.to_string().contains(&serde_json::json!(HOSTILE).to_string()), "{}", ran.out);
    }
}

#[test]
fn descriptions_configurations_and_entries_steer_nothing() {
    let faults = [
        "nmae: 1",
        "\"a\\e[31m\": 1",
        "sidecar: [{use: \"\\e[31m\\n::error::\"}]",
        "main: {image: \"\\e\\n\"}",
        "port: 1 # \u{1b}",
    ];
    for fault in faults {
        let text = format!("name: a # \u{9b}\u{202e}\nmain: b:1 # \u{85}\u{2028}\n{fault}\n# \u{202e}\n");
        check(fault, &podpat_on(text, ["generate", "-"]));
    }
    let entry = format!(
        "name: shown\npattern: sidecar\nsummary: \"{QUOTED}\"\nuse_when: \"{QUOTED}\"\nnot_when: \"{QUOTED}\"\nimage: a:1\nverified: \"{QUOTED}\"\nexample: \"{QUOTED}\"\nsources: [\"{QUOTED}\"]\n"
    );
    let config = "select: [\u{202e}a] # \u{9b}\nsurprise\u{202e}: 1\n";
    let broken = "name: broken # \u{9b}\u{202e}\nnmae: 1\n";
    let folder = Folder::with(&[
        (".podpat.yaml", config),
        ("pod.yaml", "a: 1\n"),
        ("entries/shown.yaml", &entry),
        ("broken/broken.yaml", broken),
    ]);
    let at = |name: &str| -> PathBuf { folder.at(name) };
    check("config", &podpat(args(&["lint"], &at("pod.yaml"))));
    for words in [
        &["patterns", "--patterns"][..],
        &["patterns", "-o", "json", "--patterns"],
        &["patterns", "show", "shown", "--patterns"],
        &["patterns", "show", "shown", "-o", "yaml", "--patterns"],
        &["schema", "--patterns"],
        &["generate", "--name=a", "--main=b:1", "--sidecar", "shown", "--patterns"],
    ] {
        for path in ["entries", "broken"] {
            check(&format!("{words:?} {path}"), &podpat(args(words, &at(path))));
        }
    }
}

/// miette panics where a place lies beyond column 65,535.
#[test]
fn mistakes_far_to_the_right_are_shown() {
    let fill = "b".repeat(70_000);
    let text = format!(r#"{{"name":"x","main":"y:1","labels":{{"a":"{fill}"}},"nmae":1}}"#);
    let ran = podpat_on(&text, ["generate", "-"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains(r#""nmae":1"#) && ran.err.len() < 1000, "{}", ran.err);
    let column = text.find("\"nmae").expect("a mistake") + 1;
    assert!(ran.err.contains(&format!("<stdin>:1:{column}]")), "{}", ran.err);
    let folder = Folder::with(&[(".podpat.yaml", &*format!("{{\"a{fill}\": 1, \"b\": 2}}")), ("pod.yaml", "a: 1\n")]);
    let ran = podpat(args(&["lint"], &folder.at("pod.yaml")));
    assert_eq!(ran.code, 2);
    assert!(ran.err.len() < 300_000, "{}", ran.err.len());
}

/// Nobody else prints: text reaches a stream through `terminal` or not at all.
#[test]
fn nobody_but_the_terminal_prints() {
    fn rust_files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] }).collect()
    }
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in rust_files(&base).into_iter().filter(|path| !path.starts_with(base.join("terminal"))) {
        // To ask whether the descriptor is open prints nothing.
        let text = fs::read_to_string(&path).expect("a text").replace("rustix::stdio::", "");
        for way in ["println!", "print!(", "eprintln!", "eprint!(", "io::stdout", "io::stderr", "from_items", "dbg!"] {
            // `rustix::stdio::stdout` is the number of a descriptor.
            if text.match_indices(way).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric)) {
                wrong.push(format!("{}: {way}", path.display()));
            }
        }
        // Only formats that have escapes of their own write bytes.
        let encodes = [".encoded()", "print_encoded("].iter().any(|way| text.contains(way));
        let may = ["report/format.rs", "report/inspect/mod.rs", "commands/", "lsp/server.rs"].iter();
        if encodes
            && !may.clone().any(|place| path.strip_prefix(&base).expect("below").to_string_lossy().starts_with(place))
        {
            wrong.push(format!("{} writes bytes", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
