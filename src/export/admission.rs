//! The requests that are judged at admission, as webhooks and policies say it.
//!
//! Source: <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/>.

use serde_json::{Value, json};

/// Namespaces whose Pods the cluster itself needs to come up.
const SYSTEM: [&str; 3] = ["kube-system", "kube-public", "kube-node-lease"];

/// Objects that a controller made are left to their template, as in [`Controller::is_built_in`](crate::k8s::Controller).
const TOP_LEVEL: &str = "!object.metadata.?ownerReferences.orValue([]).exists(o, o.?controller.orValue(false) && \
    (o.apiVersion.startsWith('apps/') || o.apiVersion.startsWith('batch/') || \
    o.apiVersion == 'v1' && o.kind in ['ReplicationController', 'Node']))";
/// Labels, annotations and the like do not matter.
const CHANGED: &str = "oldObject == null || object.?spec != oldObject.?spec || object.?template != oldObject.?template";

/// Returns the conditions for objects to be judged: no controller made them, and what matters is new.
pub(super) fn match_conditions() -> Value {
    json!([{"name": "top-level", "expression": TOP_LEVEL}, {"name": "changed", "expression": CHANGED}])
}

/// Returns the requirement of a selector that leaves out the namespaces of the cluster itself, and others by name.
pub(super) fn name_is_none_of(others: &[&str]) -> Value {
    let names: Vec<&str> = SYSTEM.iter().chain(others).copied().collect();
    json!({"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": names})
}

/// Returns the rules for all resources that hold a pod spec, without subresources: scale and status do not come.
pub(super) fn resources() -> Value {
    json!([
        group("", &["pods", "podtemplates", "replicationcontrollers"]),
        group("apps", &["deployments", "replicasets", "statefulsets", "daemonsets"]),
        group("batch", &["jobs", "cronjobs"])
    ])
}

fn group(group: &str, resources: &[&str]) -> Value {
    json!({"apiGroups": [group], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": resources,
        "scope": "Namespaced"})
}
