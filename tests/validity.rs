//! What validation says, field by field: tables of small changes to a sound object, each with every fault it makes.
//!
//! A table has a `base`, and `cases` of a merge patch (`with`; null takes a field out) and what is refused then, as rule and
//! path. `about` says what a case is about. `kind` patches are how one table covers kindred kinds.

use std::fmt::Write as _;
use std::sync::Arc;

use podpat::internals::k8s;
use podpat::internals::source::Source;
use podpat::internals::validity::{self, Release};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    base: Value,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    about: String,
    #[serde(default)]
    with: Value,
    #[serde(default)]
    release: Option<String>,
    #[serde(default)]
    refused: Vec<String>,
}

/// RFC 7386.
fn merge(base: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        base.clone_from(patch);
        return;
    };
    if !base.is_object() {
        *base = Value::Object(serde_json::Map::new());
    }
    let Value::Object(fields) = base else { return };
    for (key, value) in patch {
        if value.is_null() {
            fields.remove(key);
        } else {
            merge(fields.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

fn judge(object: &Value, release: Release) -> Vec<String> {
    let read = k8s::read(&Arc::new(Source::new("-", object.to_string())));
    let faults = read.manifests.iter().flat_map(|manifest| validity::validate(manifest, release));
    let mut lines: Vec<_> = faults.map(|fault| format!("{} {}", fault.reason.id(), fault.path)).collect();
    lines.sort();
    lines.dedup();
    lines
}

fn check(name: &str, text: &str) {
    let table: Table = serde_yaml::from_str(text).expect(name);
    let mut report = String::new();
    for case in table.cases {
        assert!(
            case.about.split_whitespace().nth(1).is_some(),
            "{name}: `{}` does not say what it is about",
            case.about
        );
        let mut object = table.base.clone();
        if !case.with.is_null() {
            merge(&mut object, &case.with);
        }
        let release = case.release.map_or(Release::LATEST, |release| release.parse().expect("a release"));
        let (found, mut expected) = (judge(&object, release), case.refused);
        expected.sort();
        if found != expected {
            let _ = writeln!(
                report,
                "{name}: {}\n  {}\n  expected {expected:#?}\n  found {found:#?}",
                case.about, case.with
            );
        }
    }
    assert!(report.is_empty(), "{report}");
}

macro_rules! tables {
    ($($name:ident,)*) => {
        $(#[test]
        fn $name() {
            check(stringify!($name), include_str!(concat!("validity/", stringify!($name), ".yaml")));
        })*
    };
}

tables! {
    pod_metadata,
    pod_container,
    pod_probe,
    pod_env,
    pod_resources,
    pod_volume,
    pod_mount,
    pod_security,
    pod_scheduling,
    pod_network,
    pod_template,
    controllers,
    statefulset,
    job,
    cron_job,
    service,
    endpoints,
    config,
    claim,
    persistent_volume,
    storage,
    runtime_class,
    quota,
    rbac,
    autoscaling,
    admission_policy,
    devices,
    flow_control,
    node,
    address_objects,
    policy,
    networking,
    ingress,
    others,
    versions,
}

#[test]
fn variables_that_still_stand_are_pointed_at() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: \"${NAME}\"}\nspec:\n  replicas: ${REPLICAS:-1}\n  \
        selector: {matchLabels: {app: $(APP)}}\n  template:\n    metadata: {labels: {app: $(APP)}}\n    spec:\n      \
        containers: [{name: Main, image: \"${REGISTRY}/app\", imagePullPolicy: \"${POLICY}\"}]\n";
    let read = k8s::read(&Arc::new(Source::new("-", text)));
    let faults: Vec<_> = read.manifests.iter().flat_map(|object| validity::validate(object, Release::LATEST)).collect();
    let (variable, rest): (Vec<_>, Vec<_>) = faults.iter().partition(|fault| fault.help.contains("variable"));
    let paths =
        |faults: &[&validity::FieldError]| faults.iter().map(|fault| fault.path.to_string()).collect::<Vec<_>>();
    assert_eq!(
        paths(&variable),
        [
            "spec.replicas",
            "metadata.name",
            "spec.selector.matchLabels",
            "spec.template.labels",
            "spec.template.spec.containers[0].imagePullPolicy"
        ]
    );
    assert_eq!(paths(&rest), ["spec.template.spec.containers[0].name"]);
}
