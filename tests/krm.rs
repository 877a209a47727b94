//! podpat as a function of kustomize and kpt.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Folder, podpat_on};
use crate::render::installed;

const WORKLOAD: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {internal.config.kubernetes.io/path: web.yaml, internal.config.kubernetes.io/index: '0'}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
";

/// A list with one workload, and what is asked for.
fn list(kind: &str, spec: &str, annotations: &str) -> String {
    let indent = |text: &str, by: &str| text.lines().map(|line| format!("{by}{line}\n")).collect::<String>();
    let item = indent(WORKLOAD, "  ").replacen("  ", "- ", 1);
    format!(
        "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n{item}functionConfig:\n  apiVersion: podpat.dev/v1alpha1\n  kind: {kind}\n  metadata: {{name: f, annotations: {annotations}}}\n  spec:\n{}",
        indent(spec, "    ")
    )
}

/// The list that comes out, read by another reader.
fn answer(input: &str, args: &[&str]) -> Value {
    let ran = podpat_on(input, args.iter().copied());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_yaml::from_str(&ran.out).expect("YAML")
}

#[test]
fn a_description_adds_objects_and_replaces_its_own() {
    let spec = "name: shop\nkind: Deployment\nmain: {image: nginx:1.27, ports: [8080]}\nservice: true\n";
    // Without a verb as well.
    for args in [&["krm"][..], &[]] {
        let first = answer(&list("Description", spec, "{}"), args);
        let kinds = |list: &Value| {
            list["items"].as_array().expect("items").iter().map(|it| it["kind"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(kinds(&first), ["Deployment", "Service", "Deployment"]);
        assert_eq!(first["items"][0]["metadata"]["name"], "web");
        let again = serde_json::to_string(&first).expect("JSON");
        let second = answer(&again, args);
        assert_eq!(first, second);
    }
}

#[test]
fn helpers_are_added_to_the_workload() {
    let spec = "adapter: nginx-exporter\n";
    let answer = answer(&list("Helpers", spec, "{podpat.dev/to: deploy/web}"), &["krm"]);
    let pod = &answer["items"][0]["spec"]["template"]["spec"];
    let names = |list: &Value| list.as_array().map(|all| all.iter().map(|it| it["name"].clone()).collect::<Vec<_>>());
    assert_eq!(names(&pod["containers"]), Some(vec![json!("web")]));
    assert_eq!(names(&pod["initContainers"]), Some(vec![json!("nginx-exporter")]));
    // What kustomize wrote there stays.
    assert_eq!(answer["items"][0]["metadata"]["annotations"]["internal.config.kubernetes.io/path"], "web.yaml");
    let ran = podpat_on(list("Helpers", spec, "{podpat.dev/to: deploy/gone}"), ["krm"]);
    assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains("no Deployment `gone`"), "{}", ran.err);
}

#[test]
fn findings_are_results() {
    let input = list("Lint", "select: [latest-image]\n", "{}").replace("nginx:1.27", "nginx:latest");
    let answer = answer(&input, &["krm"]);
    let result = &answer["results"][0];
    assert_eq!(result["severity"], "warning");
    assert_eq!(result["resourceRef"], json!({"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}));
    assert_eq!(result["field"]["path"], "spec.template.spec.containers[0].image");
    assert_eq!(result["file"], json!({"path": "web.yaml", "index": 0}));
    assert_eq!(result["tags"]["rule"], "latest-image");
    assert_eq!(answer["items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_is_no_list_is_refused() {
    let table = [
        ("", "it is empty"),
        ("a: [", "is no `ResourceList`"),
        ("apiVersion: v1\nkind: List\nitems: []\n", "its kind is not `ResourceList`"),
        ("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: 1\n", "its `items` are no list"),
        ("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n", "no `functionConfig`"),
        (&list("Other", "{}", "{}"), "`Other` is no function of podpat"),
        (&list("Description", "nmae: a\n", "{}"), "takes no `nmae`"),
        (&list("Lint", "selct: []\n", "{}"), "selct"),
    ];
    for (input, expected) in table {
        let ran = podpat_on(input, ["krm"]);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(expected), "{input}: {}", ran.err);
    }
}

/// kustomize itself runs the function, without arguments, as a generator and as a transformer.
#[test]
fn kustomize_runs_it() {
    let Some(bin) = installed("kustomize") else { return };
    let function = |kind: &str, spec: &str| {
        format!(
            "apiVersion: podpat.dev/v1alpha1\nkind: {kind}\nmetadata:\n  name: f\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {{path: ./podpat}}\nspec:\n{spec}"
        )
    };
    let folder = Folder::with(&[
        (
            "kustomization.yaml",
            "resources: [web.yaml]\ngenerators: [shop.yaml]\ntransformers: [helpers.yaml]\n".to_owned(),
        ),
        (
            "web.yaml",
            WORKLOAD.lines().filter(|line| !line.contains("annotations")).map(|line| format!("{line}\n")).collect(),
        ),
        ("shop.yaml", function("Description", "  name: shop\n  main: redis:8\n")),
        (
            "helpers.yaml",
            function("Helpers", "  adapter: nginx-exporter\n")
                .replace("    config", "    podpat.dev/to: deploy/web\n    config"),
        ),
    ]);
    fs::hard_link(env!("CARGO_BIN_EXE_podpat"), folder.at("podpat"))
        .or_else(|_| fs::copy(env!("CARGO_BIN_EXE_podpat"), folder.at("podpat")).map(drop))
        .expect("the program");
    let mut command = Command::new(bin.join("kustomize"));
    command.args(["build", "--enable-alpha-plugins", "--enable-exec", "."]).current_dir(folder.path());
    let ran = command.output().expect("kustomize runs");
    let text = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(
        text.contains("name: nginx-exporter") && text.contains("name: shop") && text.contains("name: web"),
        "{text}"
    );
}
