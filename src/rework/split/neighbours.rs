//! Other objects of the input that are about the workload: routes to a port that another Service has now, and rules that
//! select its Pods.

use std::collections::BTreeMap;

use k8s_openapi::api::networking::v1::NetworkPolicySpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::case::{Case, below};
use super::labels::labels;
use super::services::MovedPort;
use crate::edit::Change;
use crate::k8s::{Manifest, Object, selects};
use crate::wording::in_words;
use crate::yaml::{FieldPath, Kind, Node, Segment};

/// Returns the changes that lead routes to the Services that have their ports now.
pub(super) fn routes<'a>(case: &Case<'a>, moved: &[MovedPort]) -> Vec<(&'a Manifest, Change)> {
    let mut changes = Vec::new();
    let routing =
        case.others().filter(|other| other.identity.kind == "Ingress" || other.identity.kind.ends_with("Route"));
    for manifest in routing.filter(|_| !moved.is_empty()) {
        let mut found = Vec::new();
        backends(manifest.node(), &FieldPath::default(), moved, &mut found);
        changes.extend(found.into_iter().map(|change| (manifest, change)));
    }
    changes
}

/// Collects the changes of all backends below a node: `service: {name, port: {number}}` of an Ingress, and
/// `backendRefs: [{name, port}]` of a route.
fn backends(node: Node<'_>, path: &FieldPath, moved: &[MovedPort], changes: &mut Vec<Change>) {
    let last = path.segments().iter().rfind(|step| !matches!(step, Segment::Index(_)));
    let is_backend = matches!(last, Some(Segment::Field(name)) if matches!(&**name, "service" | "backendRefs"));
    match node.kind() {
        Kind::Mapping if is_backend && node.get("name").is_some() => {
            let name = node.get("name").map_or("", Node::text);
            let port = node.get("port");
            let number =
                port.and_then(|port| if port.kind() == Kind::Mapping { port.get("number") } else { Some(port) });
            let called = port.and_then(|port| port.get("name")).and_then(Node::as_str);
            let is_it = |it: &&MovedPort| {
                let has_number = number.is_some_and(|number| number.text() == it.port.to_string());
                it.service == name && (has_number || called.is_some() && called == it.name.as_deref())
            };
            if let Some(it) = moved.iter().find(is_it) {
                changes.push(Change::Set(path.clone().field("name"), it.to.as_str().into()));
            }
        }
        Kind::Mapping => {
            for entry in node.entries() {
                backends(entry.value, &below(path, &entry.name), moved, changes);
            }
        }
        Kind::Sequence => {
            for (at, item) in node.items().enumerate() {
                backends(item, &path.clone().index(at), moved, changes);
            }
        }
        Kind::Scalar => {}
    }
}

/// Returns true if a policy names Pods with some labels as the other side of a connection.
fn names_as_peer(spec: &NetworkPolicySpec, labels: &BTreeMap<String, String>) -> bool {
    let sources = spec.ingress.iter().flatten().filter_map(|rule| rule.from.as_ref());
    let targets = spec.egress.iter().flatten().filter_map(|rule| rule.to.as_ref());
    let selectors = sources.chain(targets).flatten().filter_map(|peer| peer.pod_selector.as_ref());
    let is_empty = |selector: &LabelSelector| *selector == LabelSelector::default();
    selectors.into_iter().any(|selector| !is_empty(selector) && selects(Some(selector), labels))
}

/// Returns notes about objects that still speak of the Pods that stay, and of no others.
pub(super) fn notes(case: &Case<'_>) -> Vec<String> {
    let there = labels(case);
    let others: Vec<&str> = case.parts[1..].iter().map(|part| part.name.as_str()).collect();
    let others = in_words(&others.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>());
    let mut notes = Vec::new();
    for other in case.others() {
        let name = other.identity.name.as_deref().unwrap_or_default();
        if let Object::NetworkPolicy(policy) = other.object()
            && policy.spec.as_ref().is_some_and(|spec| names_as_peer(spec, &there))
        {
            notes.push(format!(
                "the NetworkPolicy `{name}` allows connections from `{}`, but not from {others}",
                case.name()
            ));
        }
        let is_about = match other.object() {
            Object::PodDisruptionBudget(budget) => {
                budget.spec.as_ref().is_some_and(|spec| selects(spec.selector.as_ref(), &there))
            }
            _ => {
                let spec = other.node().get("spec");
                let target = spec.and_then(|spec| spec.get("scaleTargetRef").or(spec.get("targetRef")));
                let text = |field| target.and_then(|target| target.get(field)).map(Node::text);
                text("kind") == Some(case.kind.name()) && text("name") == Some(case.name())
            }
        };
        if is_about {
            notes.push(format!(
                "the {} `{name}` now applies only to `{}`, not to {others}",
                other.identity.kind,
                case.name()
            ));
        }
    }
    notes
}
