//! Descriptions, flags and configurations that mean harm: memory, time and depth stay in proportion to the input.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::harness::{Folder, podpat, podpat_on};

/// Runs the real program with 2 GiB of memory on a text, without a configuration of this machine.
fn within_two_gib(args: &[&str], input: &str) -> Output {
    let line = "ulimit -v 2097152; exec \"$0\" \"$@\"";
    let mut command = Command::new("bash");
    command.args(["-c", line, env!("CARGO_BIN_EXE_podpat")]).args(args);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = piped.expect("bash");
    let mut stdin = child.stdin.take().expect("a pipe");
    // What is refused early is not read to its end.
    drop(stdin.write_all(input.as_bytes()));
    drop(stdin);
    child.wait_with_output().expect("podpat ends")
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn settings_are_no_deeper_than_texts() {
    let base = ["generate", "--name=x", "--main=y:1", "--sidecar=git-sync,repo=https://example.com/x.git,path=/x"];
    for (path, is_deep) in [
        (format!("patch.{}b", "a.".repeat(200)), false),
        (format!("patch.{}b", "a.".repeat(260)), true),
        (format!("patch.{}b", "a.".repeat(12_000)), true),
        (format!("sidecar{}.a", "[0]".repeat(40_000)), true),
        (format!("labels{}", "[a]".repeat(40_000)), true),
    ] {
        let ran = podpat(base.iter().map(ToString::to_string).chain(["--set".to_owned(), format!("{path}=1")]));
        assert_eq!((ran.code, &*ran.out), (2, ""), "{}", ran.err);
        assert_eq!(ran.err.contains("more than 224 steps"), is_deep, "{}", ran.err);
        assert!(!ran.err.contains("mistake of podpat"), "{}", ran.err);
    }
    let deep = |levels: usize| format!("patch.metadata.x={}1{}", "[".repeat(levels), "]".repeat(levels));
    for levels in [215, 230, 250, 300] {
        let ran = podpat(base.iter().map(ToString::to_string).chain(["--set".to_owned(), deep(levels)]));
        assert!(ran.code == 2 && !ran.err.contains("mistake of podpat"), "{levels}: {}", ran.err);
        let text = format!("name: x\nmain: y:1\npatch: {{x: {}1{}}}\n", "[".repeat(levels), "]".repeat(levels));
        let ran = podpat_on(text, ["generate", "-"]);
        assert!(ran.code == 2 && !ran.err.contains("mistake of podpat"), "{levels}: {}", ran.err);
    }
    // Depth upon depth.
    let sets = [
        format!("patch.{}=[]", "a.".repeat(220) + "b"),
        format!("patch.{}[0]={}", "a.".repeat(220) + "b", "[".repeat(250)),
    ];
    let flags = sets.iter().flat_map(|set| ["--set".to_owned(), set.clone()]);
    assert_eq!(podpat(base.iter().map(ToString::to_string).chain(flags)).code, 2);
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn mistakes_share_their_text_and_a_hundred_of_a_kind_are_listed() {
    let keys = |count: usize| (0..count).map(|at| format!("k{at}: 1\n")).collect::<String>();
    let lines = |line: &str, count: usize| line.repeat(count);
    for text in [
        format!("name: x\nmain: y:1\n{}", keys(5_000)),
        format!("{{\"name\": \"x\", \"main\": \"y:1\", {}}}", keys(5_000).replace('\n', ", ") + "\"z\": 1"),
        format!("name: x\nmain: y:1\n{}", lines("namespace: a\n", 15_000)),
        format!("name: x\nmain: {{image: y:1, ports: [{}]}}\n", lines("0, ", 30_000)),
        format!("name: x\nmain: y:1\nambassador:\n{}", lines("- {image: a:1, listen: 80}\n", 700)),
    ] {
        let output = within_two_gib(&["generate", "-"], &text);
        let err = words(&output);
        assert_eq!(output.status.code(), Some(2), "{}", &err[err.len().saturating_sub(500)..]);
        assert!(err.contains("more like these are not listed"), "{}", &err[err.len().saturating_sub(500)..]);
    }
    // Advice too.
    let volumes: String = (0..1_000).map(|at| format!("    - {{name: v{at}, emptyDir: {{}}}}\n")).collect();
    let output = within_two_gib(&["generate", "-"], &format!("name: x\nmain: y:1\npatch:\n  volumes:\n{volumes}"));
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn a_flag_of_thirty_thousand_parameters() {
    let parameters: String = (0..10_000).map(|at| format!(",k{at}=1")).collect();
    let flag = format!("--sidecar=git-sync{parameters}");
    let output = within_two_gib(&["generate", "--name=x", "--main=y:1", &flag], "");
    let err = words(&output);
    assert_eq!(output.status.code(), Some(2), "{}", &err[err.len().saturating_sub(500)..]);
}
#[test]
#[ignore = "slow: `just attack` runs it"]
fn a_configuration_of_many_mistakes() {
    let folder = Folder::new();
    let path = folder.at("config.yaml");
    let selectors: String = (0..16_000).map(|at| format!("r{at}, ")).collect();
    for text in [format!("select: [{selectors}]\n"), format!("select: [{}]\n", "x".repeat(70_000)), "a".repeat(900_000)]
    {
        std::fs::write(&path, text).expect("a file");
        let output = within_two_gib(&["lint", "-", "--config", &path.display().to_string()], "");
        let err = words(&output);
        assert_eq!(output.status.code(), Some(2), "{}", &err[err.len().saturating_sub(500)..]);
        assert!(err.len() < 200_000 && !err.contains("mistake of its own"), "{} bytes", err.len());
    }
}

#[test]
fn a_mistake_far_to_the_right_is_shown() {
    for width in [200, 65_500, 65_530, 70_000, 1 << 20] {
        let text =
            format!("{{\"name\":\"x\",\"main\":\"y:1\",\"labels\":{{\"a\":\"{}\"}},\"nmae\":1}}", "b".repeat(width));
        let output = within_two_gib(&["generate", "-"], &text);
        let err = words(&output);
        assert_eq!(output.status.code(), Some(2), "{width}: {}", &err[err.len().saturating_sub(500)..]);
        assert!(err.contains("nmae") && err.contains("name") && !err.contains("mistake of its own"), "{width}");
    }
}

#[test]
fn sizes_and_memory_are_what_was_allowed() {
    let folder = Folder::new();
    let config_map = |name: &str, faults: usize| {
        let faults: String = (0..faults).map(|at| format!("f{at}: 1\n")).collect();
        let text = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n{faults}");
        folder.write(format!("{name}.yaml"), text);
    };
    for (name, faults) in [("a", 100), ("b", 1), ("c", 1)] {
        config_map(name, faults);
    }
    let path = folder.name("");
    for verb in ["lint", "inspect"] {
        for (flag, words) in [
            ("--max-file-size=200", "a.yaml` is larger than 200 bytes"),
            ("--max-memory=8KiB", "may need more than 8 KiB of memory"),
            ("--max-memory=1PiB", "is not a size"),
            ("--max-object-size=150", "an object of `a.yaml` (line 1) is larger than 150 bytes"),
            ("--max-object-size=4GiB", "no object of 4 GiB or more"),
        ] {
            let ran = podpat([verb, flag, &path]);
            let err = ran.err.replace("\n  │ ", " ").replace("  ", " ");
            let err = err.replace(&format!("{path}/"), "");
            assert!(ran.code == 2 && err.replace('\n', "").contains(words), "{verb} {flag}: {}", ran.err);
        }
    }
    // Those that could be checked are; for the rest there is no memory left.
    let ran = podpat(["lint", "--jobs=1", "--max-memory=128KiB", "-oshort", &path]);
    assert_eq!((ran.code, ran.out.lines().count()), (2, 100), "{}", ran.err);
    assert!(ran.err.contains("2 files were not checked"), "{}", ran.err);
}

/// A text with a finding far into it is not kept, and the finding is shown as if it were.
#[test]
fn findings_are_shown_as_in_the_whole_text() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: nginx:1.29.1, tty: maybe}\n  - name: a\n    image: nginx:1.29.1\n";
    let long = format!("{}---\n{pod}", "# ü\n".repeat(20_000));
    for format in ["human", "json", "sarif", "gitlab"] {
        let [short, long] =
            [pod, &long].map(|text| podpat_on(text, ["lint", "-", "--select=validity", "-o", format]).out);
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        match format {
            "human" => {
                let moved = short.replace("<stdin>", "-");
                let excerpt = |text: &str| {
                    text.lines()
                        .filter_map(|line| line.split_once('│'))
                        .map(|(_, rest)| rest.to_owned())
                        .collect::<Vec<_>>()
                };
                assert!(!excerpt(&moved).is_empty());
                assert_eq!(excerpt(&moved), excerpt(&long), "{long}");
                assert!(long.contains("-:20007:"), "{long}");
            }
            "json" => {
                let [short, long] = [json(&short), json(&long)];
                for (short, long) in short["findings"]
                    .as_array()
                    .expect("findings")
                    .iter()
                    .zip(long["findings"].as_array().expect("findings"))
                {
                    for end in ["start", "end"] {
                        let [short, long] = [short, long].map(|finding| &finding["span"][end]);
                        assert_eq!(short["line"].as_u64().expect("a line") + 20_001, long["line"], "{long}");
                        assert_eq!(short["column"], long["column"]);
                    }
                }
            }
            _ => assert_eq!(short.matches("\"message\"").count(), long.matches("\"message\"").count()),
        }
    }
}

#[test]
#[ignore = "slow: `just attack` runs it"]
fn no_finding_is_as_long_as_what_it_is_about() {
    let long = "x".repeat(1 << 20);
    let pod = |name: &str, label: &str, field: &str, image: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: \"{name}\", labels: {{\"{label}\": \"{name}\"}}}}\nspec:\n  \"{field}\": 1\n  containers: [{{name: \"{name}\", image: \"{image}\"}}]\n"
        )
    };
    for text in
        [pod(&long, "a", "b", "c"), pod("a", &long, "b", "c"), pod("a", "b", &long, "c"), pod("a", "b", "c", &long)]
    {
        for format in ["human", "json", "github"] {
            let ran = podpat_on(&text, ["lint", "-", "--no-config", "--select=all", "-o", format]);
            assert_eq!(ran.code, 1, "{}", ran.err);
            // All findings together, of many rules.
            assert!(ran.out.len() < long.len() / 8, "{format}: {} bytes: {}", ran.out.len(), &ran.out[..2000]);
        }
    }
}

/// To prove a fix reads the document again: of an object's many fixes the first are offered at once, and all in turn.
#[test]
fn fixes_are_proved_in_proportion_to_the_text() {
    let env: String = (0..200).map(|at| format!("    - {{name: A{at}, value: {at}}}\n")).collect();
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - name: a\n    image: nginx:1.29.1\n    env:\n{env}"
    );
    let lint =
        |flags: &[&str]| podpat_on(&text, [&["lint", "-", "--no-config", "--select=wrong-type"], flags].concat());
    let json = lint(&["-o", "json"]).json();
    let fixes = json["findings"].as_array().expect("findings").iter().filter(|finding| !finding["fix"].is_null());
    let count = fixes.count();
    assert!((30..=40).contains(&count), "{count}");
    let ran = lint(&["--fix"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out.matches('"').count(), 400, "{}", ran.out);
}
