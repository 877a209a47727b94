//! Baselines: what is known is left out, what is gone is told, whatever moves.

use crate::harness::{Project, Ran};

/// A Deployment whose containers have images without a tag.
fn deployment(name: &str, containers: &[&str]) -> String {
    let containers: String = containers
        .iter()
        .map(|image| format!("      - {{name: {}, image: {image}}}\n", image.split(':').next().unwrap_or_default()))
        .collect();
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\nspec:\n  selector: {{matchLabels: {{a: b}}}}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    spec:\n      containers:\n{containers}"
    )
}

const SELECT: &str = "--select=latest-image,validity";

fn lint(project: &Project, args: &[&str]) -> Ran {
    project.podpat(["lint", "-o", "short", SELECT].iter().chain(args))
}

fn unknown_fields(project: &Project, flag: &str) -> Ran {
    project.podpat(["lint", "-o", "short", "--select=unknown-field", "a.yaml", flag])
}

/// A project whose two findings are in `known.json`.
fn known() -> Project {
    let project = Project::new([("k8s/web.yaml", &*deployment("web", &["nginx", "redis"]))]);
    let ran = lint(&project, &["k8s", "--write-baseline", "known.json"]);
    assert_eq!((ran.code, &*ran.out, &*ran.err), (0, "", "known.json: wrote a baseline of 2 findings\n"));
    project
}

#[test]
fn a_baseline_is_json_with_one_finding_a_line() {
    let project = known();
    let text = project.read("known.json");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["version"], 1);
    let first = &json["findings"][0];
    assert_eq!((&first["file"], &first["rule"]), (&"k8s/web.yaml".into(), &"latest-image".into()));
    assert_eq!(first["object"], "Deployment web");
    assert_eq!(text.lines().filter(|line| line.contains("latest-image")).count(), 2, "{text}");
    lint(&project, &["k8s", "--write-baseline", "known.json"]);
    assert_eq!(project.read("known.json"), text, "the same again");
}

#[test]
fn only_what_is_new_counts() {
    let project = known();
    let human = project.podpat(["lint", SELECT, "k8s", "--baseline=known.json"]);
    assert_eq!(
        (human.code, &*human.out, &*human.err),
        (0, "1 object in 1 file, nothing found (besides 2 in the baseline)\n", "")
    );
    let json = project.podpat(["lint", SELECT, "k8s", "--baseline=known.json", "-ojson"]).json();
    assert_eq!(json["baseline"], serde_json::json!({"known": 2, "gone": []}));
    project.write("k8s/web.yaml", deployment("web", &["nginx", "redis", "busybox"]));
    let ran = lint(&project, &["k8s", "--baseline=known.json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.lines().count() == 1 && ran.out.contains("busybox"), "{}", ran.out);
}

#[test]
fn what_is_known_stays_known_when_things_move() {
    let web = deployment("web", &["nginx", "redis"]);
    let moved = [
        ("lines", format!("# a licence\n\n{web}")),
        ("items of a list", deployment("web", &["redis", "nginx"])),
        ("behind a new item", deployment("web", &["busybox:1", "nginx", "redis"])),
        ("another document before", format!("{}---\n{web}", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")),
        ("in a list", format!("apiVersion: v1\nkind: List\nitems:\n- {}", web.trim_end().replace('\n', "\n  "))),
        (
            "in JSON",
            serde_json::to_string(&serde_yaml::from_str::<serde_json::Value>(&web).expect("YAML")).expect("JSON"),
        ),
    ];
    for (what, text) in moved {
        let project = known();
        project.write("k8s/web.yaml", text);
        let ran = lint(&project, &["k8s", "--baseline=known.json"]);
        assert_eq!((ran.code, &*ran.out, &*ran.err), (0, "", ""), "{what}");
    }
}

#[test]
fn files_are_the_same_from_every_folder_and_by_every_name() {
    let project = known();
    let file = project.path("k8s/web.yaml").display().to_string();
    for (folder, name, baseline) in [
        ("", "./k8s/web.yaml", "./known.json"),
        ("", ".", "known.json"),
        ("", &*file, "k8s/../known.json"),
        ("k8s", "web.yaml", "../known.json"),
    ] {
        let ran = project.podpat_in(folder, ["lint", SELECT, name, "--baseline", baseline], "");
        assert_eq!((ran.code, &*ran.err), (0, ""), "{folder} {name}: {}", ran.out);
    }
    // A baseline in a folder of its own names files relative to itself.
    lint(&project, &["k8s", "--write-baseline", "k8s/deeper.json"]);
    assert_eq!(lint(&project, &["k8s/web.yaml", "--baseline=k8s/deeper.json"]).code, 0);
    assert!(project.read("k8s/deeper.json").contains(r#""file":"web.yaml""#));
}

#[test]
fn an_object_may_move_to_another_file_but_not_be_copied() {
    let project = known();
    project.write("k8s/copy.yaml", deployment("web", &["nginx", "redis"]));
    let ran = lint(&project, &["k8s", "--baseline=known.json"]);
    assert!(ran.code == 1 && ran.out.lines().all(|line| line.starts_with("k8s/copy.yaml")), "{}", ran.out);
    std::fs::remove_file(project.path("k8s/web.yaml")).expect("removed");
    let ran = lint(&project, &["k8s", "--baseline=known.json", "--prune-baseline"]);
    assert_eq!((ran.code, &*ran.err), (0, ""), "{}", ran.out);
    assert!(project.read("known.json").contains("k8s/copy.yaml"), "the new name is kept");
}

#[test]
fn what_is_gone_is_told_and_taken_out_when_asked() {
    let project = known();
    project.write("k8s/web.yaml", deployment("web", &["nginx", "redis:7"]));
    let before = project.read("known.json");
    let ran = lint(&project, &["k8s", "--baseline=known.json"]);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!("gone_from_a_baseline", ran.err);
    assert_eq!(project.read("known.json"), before, "nothing is written unless asked");
    let json = project.podpat(["lint", SELECT, "k8s", "--baseline=known.json", "-ojson"]).json();
    assert_eq!(json["baseline"]["gone"][0]["rule"], "latest-image");
    let ran = lint(&project, &["k8s", "--baseline=known.json", "--prune-baseline"]);
    insta::assert_snapshot!("pruned_from_a_baseline", ran.err);
    assert_eq!(project.read("known.json").matches("latest-image").count(), 1);
    project.write("k8s/web.yaml", deployment("web", &["nginx", "redis"]));
    assert_eq!(lint(&project, &["k8s", "--baseline=known.json"]).code, 1, "gone is gone");
}

#[test]
fn what_was_not_looked_at_is_not_gone() {
    let project = known();
    project.write("k8s/other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    for args in
        [&["k8s/other.yaml", "--baseline=known.json"][..], &["k8s", "--baseline=known.json", "--ignore=latest-image"]]
    {
        assert_eq!(lint(&project, args).err, "", "{args:?}");
    }
    project.write("k8s/web.yaml", "apiVersion: [\n");
    let ran = lint(&project, &["k8s", "--baseline=known.json", "--prune-baseline"]);
    assert!(ran.code == 1 && ran.err.is_empty() && ran.out.contains("syntax-error"), "{}{}", ran.out, ran.err);
    assert_eq!(project.read("known.json").matches("latest-image").count(), 2);
    std::fs::remove_file(project.path("k8s/web.yaml")).expect("removed");
    let ran = lint(&project, &["k8s", "--baseline=known.json"]);
    assert!(ran.err.starts_with("known.json: 2 findings are gone"), "{}", ran.err);
}

#[test]
fn a_configuration_names_a_baseline() {
    let project = known();
    project.write(".podpat.yaml", "baseline: known.json\n");
    assert_eq!(lint(&project, &["k8s"]).code, 0);
    assert_eq!(project.podpat_in("k8s", ["lint", SELECT, "web.yaml"], "").code, 0);
    assert_eq!(lint(&project, &["k8s", "--no-baseline"]).code, 1);
    project.write("empty.json", r#"{"version": 1, "findings": []}"#);
    assert_eq!(lint(&project, &["k8s", "--baseline=empty.json"]).code, 1, "the command line says otherwise");
    project.write(".podpat.yaml", "select: all\nbaseline: unknown.json\n");
    let ran = lint(&project, &["k8s"]);
    assert_eq!((ran.code, &*ran.out), (2, ""));
    insta::assert_snapshot!("no_such_baseline", ran.err);
    assert_eq!(project.podpat(["inspect", "k8s"]).code, 0, "it is no matter of inspect");
    assert_eq!(lint(&project, &["k8s", "--write-baseline=unknown.json"]).code, 0);
    assert_eq!(lint(&project, &["k8s"]).code, 0);
}

#[test]
fn two_of_a_kind_are_two() {
    let twice = |count: usize| {
        let ports = "        - {containerPort: 80, hostPort: 80, prot: TCP}\n".repeat(count);
        deployment("web", &[]) + "      - name: web\n        image: nginx:1\n        ports:\n" + &ports
    };
    let project = Project::new([("a.yaml", &*twice(2))]);
    unknown_fields(&project, "--write-baseline=known.json");
    assert_eq!(unknown_fields(&project, "--baseline=known.json").out, "");
    project.write("a.yaml", twice(3));
    let ran = unknown_fields(&project, "--baseline=known.json");
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
}

#[test]
fn what_is_no_baseline_is_an_error_at_its_place() {
    let project = known();
    let print = "0123456789abcdef";
    for (name, text) in [
        ("version", r#"{"version": 2, "findings": []}"#.to_owned()),
        ("other", "a: b\n".to_owned()),
        ("syntax", "{".to_owned()),
        ("nothing", String::new()),
        (
            "no_rule",
            format!("{{\"version\": 1, \"findings\": [\n  {{\"file\": \"a\", \"fingerprint\": \"{print}\"}}\n]}}"),
        ),
        ("fingerprint", r#"{"version": 1, "findings": [{"file": "a", "rule": "b", "fingerprint": "c"}]}"#.to_owned()),
    ] {
        project.write("bad.json", &text);
        let ran = lint(&project, &["k8s", "--baseline=bad.json"]);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{name}");
        insta::assert_snapshot!(format!("no_baseline_{name}"), ran.err);
    }
    let ran = lint(&project, &["k8s", "--baseline=unknown.json"]);
    assert_eq!((ran.code, &*ran.out), (2, ""));
    insta::assert_snapshot!("no_baseline_file", ran.err);
}

#[test]
fn nothing_is_lost_by_writing() {
    let project = known();
    let web = project.read("k8s/web.yaml");
    let ran = lint(&project, &["k8s", "--write-baseline=k8s/web.yaml"]);
    assert_eq!((ran.code, &*ran.out, project.read("k8s/web.yaml")), (2, "", web));
    insta::assert_snapshot!("no_baseline_to_replace", ran.err);
    let ran = lint(&project, &["k8s", "gone.yaml", "--write-baseline=new.json"]);
    assert!(ran.code == 2 && !project.path("new.json").exists(), "{}", ran.err);
    let ran = lint(&project, &["k8s", "--prune-baseline"]);
    assert_eq!((ran.code, &*ran.out), (2, ""));
    insta::assert_snapshot!("no_baseline_to_prune", ran.err);
    for flags in [["--baseline=known.json", "--write-baseline=a.json"], ["--prune-baseline", "--write-baseline=a.json"]]
    {
        assert_eq!(lint(&project, &["k8s", flags[0], flags[1]]).code, 2);
    }
}

#[test]
fn standard_input_has_a_baseline_too() {
    let project = Project::new([]);
    let text = deployment("web", &["nginx"]);
    project.podpat_in("", ["lint", "-", SELECT, "--write-baseline=known.json"], &text);
    assert_eq!(project.podpat_in("", ["lint", "-", SELECT, "--baseline=known.json"], &text).code, 0);
}
