//! Decoding: every fault of an object in one pass, each with its path, its place and words.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use podpat::internals::k8s;
use podpat::internals::source::Source;
use podpat::internals::yaml::{self, Spanned};
use serde::Deserialize;

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source::new("-", text))
}

/// Every problem of every object: path, the bytes pointed at, message, help.
fn problems(text: &str) -> String {
    let mut report = String::new();
    for manifest in k8s::read(&source(text)).manifests {
        for problem in manifest.problems() {
            let place = manifest.source.slice(problem.span);
            let _ = writeln!(report, "{} @ {place:?}\n  {}\n  {}", problem.path, problem.message(), problem.help());
        }
    }
    report
}

#[test]
fn all_faults_of_an_object_in_one_pass() {
    insta::assert_snapshot!(problems(include_str!("decode/many-faults.yaml")));
}

#[test]
fn values_that_kubernetes_takes() {
    assert_eq!(problems(include_str!("decode/sound.yaml")), "");
}

#[test]
fn items_of_lists_are_objects_at_any_depth() {
    let read = k8s::read(&source(include_str!("decode/lists.yaml")));
    let found: Vec<_> = read
        .manifests
        .iter()
        .map(|m| (m.document, m.identity.kind.as_str(), m.identity.name.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        found,
        [
            (0, "Pod", "outer"),
            (0, "Pod", "inner"),
            (0, "ConfigMap", "innermost"),
            (1, "Pod", "typed"),
            (2, "Widget", "custom")
        ]
    );
    assert!(read.manifests.iter().take(4).all(|manifest| manifest.problems().is_empty()));
    assert_eq!(read.strays.len(), 1, "{:?}", read.strays);
    let image = "spec.containers[0].image".to_owned();
    let path = read.manifests[3].pod().map(|pod| pod.containers()[0].path.to_string() + ".image");
    assert_eq!(path, Some(image));
}

#[test]
fn places_of_paths() {
    use podpat::internals::yaml::{FieldPath, Path};
    let read = k8s::read(&source(include_str!("decode/places.yaml")));
    let manifest = &read.manifests[0];
    let spec = Path::ROOT.field("spec");
    let containers = spec.field("containers");
    let container = containers.index(0);
    let nameless = containers.index(1);
    let cases: [(FieldPath, &str, usize); 9] = [
        (container.field("image").to_buf(), "nginx", 7),
        (container.field("resources").to_buf(), "resources", 8),
        (container.field("resources.limits").key("memory").to_buf(), "64Mi", 8),
        (container.field("resources.limits").key("cpu").to_buf(), "limits", 8),
        (container.to_buf(), "web", 6),
        (container.field("livenessProbe.httpGet").to_buf(), "web", 6),
        (nameless.to_buf(), "image", 9),
        (containers.to_buf(), "containers", 5),
        (FieldPath::default(), "Pod", 2),
    ];
    for (path, expected, line) in cases {
        let span = manifest.locate(&path);
        assert_eq!(manifest.source.slice(span), expected, "{path}");
        assert_eq!(manifest.source.position(span.start).line, line, "{path}");
    }
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Helper {
    None,
    Image(String),
    Use { name: String },
}

#[derive(Debug, Deserialize)]
struct Description {
    name: Spanned<String>,
    #[serde(default)]
    helpers: Vec<Helper>,
    #[serde(default)]
    env: BTreeMap<String, serde_json::Value>,
}

#[test]
fn own_types_know_their_places() {
    let source = source("name: demo\nhelpers: [none, {image: x}, {use: {name: z}}]\nenv: {A: 0777, B: yes}\nnmae: x\n");
    let stream = yaml::parse(&source);
    let tree = stream.documents[0].tree.as_ref().expect("sound");
    let decoded = yaml::decode::<Description>(tree.root());
    let description = decoded.value.expect("a description");
    assert_eq!((source.slice(description.name.span), description.name.as_str()), ("demo", "demo"));
    assert_eq!(description.helpers, [Helper::None, Helper::Image("x".into()), Helper::Use { name: "z".into() }]);
    assert_eq!(serde_json::to_string(&description.env).expect("JSON"), r#"{"A":511,"B":true}"#);
    let problem = &decoded.problems[0];
    assert_eq!(
        (problem.message().as_str(), problem.help().as_str()),
        ("there is no field `nmae` here", "did you mean `name`?")
    );
    let wrong = yaml::decode::<Vec<Helper>>(tree.root().get("name").expect("name"));
    assert!(!wrong.problems.is_empty());
}

#[test]
fn misplaced_fields_are_shown_their_home() {
    let cases = [
        ("Pod", "v1", "spec: {env: []}", "spec.containers[0].env"),
        ("Pod", "v1", "spec: {ports: []}", "spec.containers[0].ports"),
        ("Pod", "v1", "spec: {containers: [{name: a}, {name: b, nodeSelector: {}}]}", "spec.nodeSelector"),
        (
            "Pod",
            "v1",
            "spec: {containers: [{name: a}, {name: b, httpGet: {}}]}",
            "spec.containers[1].livenessProbe.httpGet",
        ),
        ("Pod", "v1", "labels: {}", "metadata.labels"),
        ("Deployment", "apps/v1", "spec: {containers: []}", "spec.template.spec.containers"),
        ("Deployment", "apps/v1", "spec: {resources: {}}", "spec.template.spec.containers[0].resources"),
        ("Deployment", "apps/v1", "spec: {template: {spec: {replicas: 1}}}", "spec.replicas"),
        ("CronJob", "batch/v1", "spec: {containers: []}", "spec.jobTemplate.spec.template.spec.containers"),
        ("CronJob", "batch/v1", "spec: {backoffLimit: 1}", "spec.jobTemplate.spec.backoffLimit"),
        ("Service", "v1", "spec: {targetPort: 80}", "spec.ports[0].targetPort"),
        ("Service", "v1", "selector: {}", "spec.selector"),
    ];
    for (kind, api_version, text, home) in cases {
        let text = format!("apiVersion: {api_version}\nkind: {kind}\n{text}\n");
        let read = k8s::read(&source(&text));
        let problem = read.manifests[0].problems().first().unwrap_or_else(|| panic!("{text}: no problem"));
        let found = read.manifests[0].suggest_place(&problem.path).map(|path| path.to_string());
        assert_eq!(found.as_deref(), Some(home), "{text}");
    }
}

#[test]
fn the_kind_of_a_claim_template_is_read_past() {
    let text = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: x}\n\
        spec: {volumeClaimTemplates: [{apiVersion: v2, kind: Claim, metadata: {name: data}}, {kind: [1]}]}\n";
    let read = k8s::read(&source(text));
    let paths: Vec<_> = read.manifests[0].problems().iter().map(|problem| problem.path.to_string()).collect();
    assert_eq!(paths, ["spec.volumeClaimTemplates[1].kind"]);
    assert!(read.manifests[0].object().metadata().is_some());
}
