//! The workload of a part that moves out, without its Pod's spec: that is moved as text.

use serde_json::{Map, Value, json};

use super::case::Case;
use super::claims::Claims;
use super::labels::Labels;
use crate::pattern::Kind;
use crate::yaml::Node;

/// Fields of a workload's spec that a StatefulSet has as well.
const COMMON: [&str; 2] = ["minReadySeconds", "revisionHistoryLimit"];

/// Annotations that controllers and programs write about an object, and that are wrong on another one.
const OF_PROGRAMS: [&str; 5] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
    "podpat.dev/added",
    "objectset.rio.cattle.io/applied",
    "argocd.argoproj.io/tracking-id",
];

/// Returns the workload of a part, with an empty spec of its Pods; `governing` is the Service that names the Pods of a
/// StatefulSet.
pub(super) fn skeleton(
    case: &Case<'_>,
    part: usize,
    labels: &Labels,
    claims: &Claims,
    governing: Option<&str>,
) -> Value {
    let own = &case.parts[part];
    let is_same = own.kind == case.kind;
    let api = match own.kind {
        _ if is_same => case.manifest.identity.api_version.as_str(),
        Kind::Job | Kind::CronJob => "batch/v1",
        Kind::Pod => "v1",
        _ => "apps/v1",
    };
    let spec = match own.kind {
        Kind::Pod => json!({}),
        Kind::CronJob => {
            let job = json!({"metadata": {}, "spec": {}});
            copied(case, &[("jobTemplate", of_job(case, part, labels, job))])
        }
        Kind::Job => of_job(case, part, labels, json!({}))["spec"].take(),
        _ if is_same => {
            let mut new =
                vec![("selector", json!({"matchLabels": labels.selector})), ("template", template(case, part, labels))];
            if own.kind == Kind::StatefulSet {
                new.push(("serviceName", governing.map_or(Value::Null, Value::from)));
                new.push(("volumeClaimTemplates", claims.templates.clone().into()));
            }
            copied(case, &new)
        }
        _ => anew(case, part, labels, claims, governing),
    };
    let mut metadata = Map::new();
    metadata.insert("name".to_owned(), own.name.as_str().into());
    if let Some(namespace) = &case.manifest.identity.namespace {
        metadata.insert("namespace".to_owned(), namespace.as_str().into());
    }
    let written = case.manifest.node().get("metadata");
    let is_pod = own.kind == Kind::Pod;
    let of_object = if is_pod { labels.pod.clone() } else { of_object(case, labels) };
    metadata.extend(some("labels", of_object));
    metadata.extend(some("annotations", annotations(case, part, written)));
    json!({"apiVersion": api, "kind": own.kind.name(), "metadata": metadata, "spec": spec})
}

/// Returns the labels of the objects of a part that moves out.
pub(super) fn of_object(case: &Case<'_>, labels: &Labels) -> Map<String, Value> {
    let written = case.manifest.node().get("metadata").and_then(|metadata| metadata.get("labels"));
    labels.applied(written.map(Node::to_json).unwrap_or_default().as_object().unwrap_or(&Map::new()))
}

/// Returns the spec of the workload with other values of some fields; a field is left out where the value is empty.
fn copied(case: &Case<'_>, new: &[(&str, Value)]) -> Value {
    let mut spec = Map::new();
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    for entry in case.manifest.node().get("spec").into_iter().flat_map(Node::entries) {
        match new.iter().find(|(field, _)| *field == entry.name) {
            Some((_, value)) if is_empty(value) => {}
            Some((field, value)) => drop(spec.insert((*field).to_owned(), value.clone())),
            None => drop(spec.insert(entry.name.into_owned(), entry.value.to_json())),
        }
    }
    for (field, value) in new.iter().filter(|(_, value)| !is_empty(value)) {
        spec.entry((*field).to_owned()).or_insert_with(|| value.clone());
    }
    spec.into()
}

/// Returns a Job, or the template of one, with the Pods of a part.
fn of_job(case: &Case<'_>, part: usize, labels: &Labels, mut job: Value) -> Value {
    let spec = case.manifest.node().get("spec");
    let outer = if case.kind == Kind::CronJob { spec.and_then(|spec| spec.get("jobTemplate")) } else { None };
    let written = if case.kind == Kind::CronJob { outer.and_then(|job| job.get("spec")) } else { spec };
    let mut spec = Map::new();
    for entry in written.into_iter().flat_map(Node::entries) {
        let value = match &*entry.name {
            "template" => template(case, part, labels),
            "selector" => json!({"matchLabels": labels.selector}),
            _ => entry.value.to_json(),
        };
        spec.insert(entry.name.into_owned(), value);
    }
    match outer.and_then(|job| job.get("metadata")) {
        Some(metadata) => job["metadata"] = metadata.to_json(),
        None => drop(job.as_object_mut().and_then(|job| job.shift_remove("metadata"))),
    }
    job["spec"] = spec.into();
    job
}

/// Returns the spec of a workload of another kind.
fn anew(case: &Case<'_>, part: usize, labels: &Labels, claims: &Claims, governing: Option<&str>) -> Value {
    let own = &case.parts[part];
    let written = case.manifest.node().get("spec");
    let mut spec = Map::new();
    if own.kind == Kind::StatefulSet {
        spec.extend(governing.map(|name| ("serviceName".to_owned(), name.into())));
        spec.insert("replicas".to_owned(), 1.into());
    } else if let Some(replicas) = written.and_then(|spec| spec.get("replicas")) {
        spec.insert("replicas".to_owned(), replicas.to_json());
    }
    for field in COMMON {
        if let Some(value) = written.and_then(|spec| spec.get(field)) {
            spec.insert(field.to_owned(), value.to_json());
        }
    }
    spec.insert("selector".to_owned(), json!({"matchLabels": labels.selector}));
    spec.insert("template".to_owned(), template(case, part, labels));
    if !claims.templates.is_empty() && own.kind == Kind::StatefulSet {
        spec.insert("volumeClaimTemplates".to_owned(), claims.templates.clone().into());
    }
    spec.into()
}

/// Returns the template of the Pods of a part.
fn template(case: &Case<'_>, part: usize, labels: &Labels) -> Value {
    let mut metadata = Map::new();
    metadata.insert("labels".to_owned(), labels.pod.clone().into());
    metadata.extend(some("annotations", annotations(case, part, case.pod_metadata())));
    json!({"metadata": metadata, "spec": {}})
}

fn some(field: &str, map: Map<String, Value>) -> Option<(String, Value)> {
    (!map.is_empty()).then(|| (field.to_owned(), map.into()))
}

/// Returns the annotations of an object or a template that hold for a part that moves out.
fn annotations(case: &Case<'_>, part: usize, metadata: Option<Node<'_>>) -> Map<String, Value> {
    let all = metadata.and_then(|metadata| metadata.get("annotations")).into_iter().flat_map(Node::entries);
    let own =
        all.filter(|entry| !OF_PROGRAMS.contains(&&*entry.name) && holds_for(case, part, &entry.name, entry.value));
    own.map(|entry| (entry.name.into_owned(), entry.value.to_json())).collect()
}

/// Returns false if an annotation is about a container of another part.
pub(super) fn holds_for(case: &Case<'_>, part: usize, key: &str, value: Node<'_>) -> bool {
    let part_of = |name: &str| {
        let at = case.composition.members.iter().position(|member| member.name == name);
        at.map(|member| case.part_of(member))
    };
    let (prefix, name) = key.split_once('/').unwrap_or_default();
    let about = match (prefix, name) {
        ("kubectl.kubernetes.io", "default-container" | "default-logs-container") => part_of(value.text()),
        ("prometheus.io", _) => scraped(case),
        _ if prefix.starts_with("container.") => part_of(name),
        _ => None,
    };
    about.is_none_or(|about| about == part)
}

/// Returns the part that the annotations for Prometheus lead to.
fn scraped(case: &Case<'_>) -> Option<usize> {
    let annotations = case.pod_metadata()?.get("annotations")?;
    let port: u16 = annotations.get("prometheus.io/port")?.text().parse().ok()?;
    let members = case.composition.members.iter();
    let at = members.clone().position(|member| member.listens_on_any(&[port]))?;
    Some(case.part_of(at))
}
