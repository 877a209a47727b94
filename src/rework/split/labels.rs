//! Labels of the Pods that move out: neither the workload that stays nor its Services may select them.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde_json::{Map, Value};

use super::case::Case;
use super::refusal::SplitError;
use crate::k8s::{Object, selects};
use crate::yaml::Node;

/// Labels that say which application or part of one a Pod is, the plainest first.
const NAMING: [&str; 10] = [
    "app.kubernetes.io/name",
    "app",
    "k8s-app",
    "name",
    "run",
    "io.kompose.service",
    "app.kubernetes.io/component",
    "component",
    "service",
    "app.kubernetes.io/instance",
];

/// The labels of a part that moves out.
pub(super) struct Labels {
    /// The labels of its Pods.
    pub(super) pod: Map<String, Value>,
    /// The labels by which it finds its Pods.
    pub(super) selector: Map<String, Value>,
    /// The labels that are not those of the Pods that stay: key, and the value of those.
    pub(super) changed: Vec<(String, Option<String>)>,
}

impl Labels {
    /// Chooses the labels of a part.
    pub(super) fn of(case: &Case<'_>, part: usize) -> Result<Self, SplitError> {
        let name = &case.parts[part].name;
        let mut labels = labels(case);
        let mut changed: Vec<(String, Option<String>)> = Vec::new();
        let mut change = |labels: &mut BTreeMap<String, String>, key: &str| {
            changed.push((key.to_owned(), labels.insert(key.to_owned(), name.clone())));
        };
        for selector in selectors(case) {
            while selects(Some(&selector), &labels) {
                let known = selector.match_labels.iter().flatten().map(|(key, _)| key);
                let listed = selector.match_expressions.iter().flatten().map(|expression| &expression.key);
                let keys: Vec<&String> = known.chain(listed).filter(|key| labels.get(*key) != Some(name)).collect();
                let named = NAMING.iter().find_map(|naming| keys.iter().find(|key| **key == naming));
                let Some(key) = named.or(keys.first()) else {
                    return Err(SplitError::Selector(case.shown(), case.name().to_owned()));
                };
                change(&mut labels, key.as_str());
            }
        }
        if changed.is_empty() {
            let key = NAMING.iter().find(|key| labels.contains_key(**key)).copied().unwrap_or("app");
            changed.push((key.to_owned(), labels.insert(key.to_owned(), name.clone())));
        }
        let own = own_selector(case).and_then(|selector| selector.match_labels).unwrap_or_default();
        let keys = own.keys().chain(changed.iter().map(|(key, _)| key));
        let selector = keys.filter_map(|key| Some((key.clone(), labels.get(key)?.as_str().into()))).collect();
        let pod = in_order(case.pod_metadata().and_then(|metadata| metadata.get("labels")), &labels);
        Ok(Self { pod, selector, changed })
    }

    /// Returns labels of another object with the new values, where it had the old ones.
    pub(super) fn applied(&self, labels: &Map<String, Value>) -> Map<String, Value> {
        let new = |(key, value): (&String, &Value)| {
            let was = self.changed.iter().find(|(changed, _)| changed == key).and_then(|(_, was)| was.as_deref());
            let is_old = was.is_some() && was == value.as_str();
            let new = self.pod.get(key).filter(|_| is_old).unwrap_or(value);
            (key.clone(), new.clone())
        };
        labels.iter().map(new).collect()
    }
}

/// Returns the labels that select the Pods that stay, and no others; and those of them that they lack.
pub(super) fn staying(case: &Case<'_>, moved: &[Labels]) -> (Map<String, Value>, Map<String, Value>) {
    let there = labels(case);
    let own = own_selector(case).and_then(|selector| selector.match_labels).unwrap_or_default();
    let keys = own.keys().chain(moved.iter().flat_map(|labels| labels.changed.iter().map(|(key, _)| key)));
    let mut selector = Map::new();
    let mut missing = Map::new();
    for key in keys {
        let value = there.get(key).cloned().unwrap_or_else(|| {
            missing.insert(key.clone(), case.name().into());
            case.name().to_owned()
        });
        selector.insert(key.clone(), value.into());
    }
    (selector, missing)
}

/// Returns the labels of the Pods.
pub(super) fn labels(case: &Case<'_>) -> BTreeMap<String, String> {
    case.pod.metadata.and_then(|metadata| metadata.labels.clone()).unwrap_or_default()
}

/// Returns the selector of the workload.
fn own_selector(case: &Case<'_>) -> Option<LabelSelector> {
    let selector = case.manifest.node().get("spec")?.get("selector")?;
    serde_json::from_value(selector.to_json()).ok()
}

/// Returns the selectors that must not select the Pods that move out: those of the workload and of the Services that
/// lead to it.
fn selectors(case: &Case<'_>) -> Vec<LabelSelector> {
    let there = labels(case);
    let of_service = |object: &Object| {
        let Object::Service(service) = object else { return None };
        let match_labels = service.spec.as_ref()?.selector.clone().filter(|selector| !selector.is_empty())?;
        Some(LabelSelector { match_labels: Some(match_labels), match_expressions: None })
    };
    let services = case.others().filter(|other| other.identity.kind == "Service");
    let services = services.filter_map(|other| of_service(other.object()));
    own_selector(case).into_iter().chain(services).filter(|selector| selects(Some(selector), &there)).collect()
}

/// Returns labels in the order in which they are written; new ones come last.
fn in_order(written: Option<Node<'_>>, labels: &BTreeMap<String, String>) -> Map<String, Value> {
    let mut ordered = Map::new();
    for entry in written.into_iter().flat_map(Node::entries) {
        if let Some(value) = labels.get(&*entry.name) {
            ordered.insert(entry.name.into_owned(), value.as_str().into());
        }
    }
    for (key, value) in labels {
        ordered.entry(key.clone()).or_insert_with(|| value.as_str().into());
    }
    ordered
}
