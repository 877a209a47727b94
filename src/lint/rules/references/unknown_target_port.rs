//! The rule `unknown-target-port`.

use std::collections::{BTreeSet, HashSet};

use k8s_openapi::api::core::v1::ServicePort;

use crate::composition::{MOST_SELECTED, WorkloadPods};
use crate::k8s::{Object, TargetPort};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::wording;
use crate::yaml::{FieldPath, nearest};

rule! {
    /// ## What it catches
    /// A Service port whose `targetPort` is a name that none of the selected Pods uses for a port.
    ///
    /// ## Why it matters
    /// A `targetPort` that is a name is looked up among the named ports of each Pod. A Pod without such a port is no
    /// endpoint, and connections are refused or time out.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80, targetPort: https}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec:
    ///   containers:
    ///     - {name: web, image: "nginx:1.29.1", ports: [{name: http, containerPort: 80}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec:
    ///   selector: {app: web}
    ///   ports: [{port: 80, targetPort: http}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec:
    ///   containers:
    ///     - {name: web, image: "nginx:1.29.1", ports: [{name: http, containerPort: 80}]}
    /// ```
    "unknown-target-port", Warning, References, Check::ObjectInContext(check)
}

/// Names of ports that one Service is held against; nobody has more.
const MOST_PORTS: usize = 1000;

/// Names among which the one is looked for that was meant.
const MOST_NAMES: usize = 100;

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Service(service) = object.manifest.object() else { return };
    let Some(spec) = &service.spec else { return };
    let Some(selector) = &spec.selector else { return };
    let context = object.context();
    let pods: Vec<&WorkloadPods> = context.selected(selector).take(MOST_SELECTED + 1).collect();
    let near = pods.iter().find(|pods| context.is_near(pods));
    let Some(first) = near.filter(|_| pods.len() <= MOST_SELECTED) else { return };
    let is_named = |port: &ServicePort| TargetPort::of(port).name().is_some();
    if !spec.ports.iter().flatten().any(is_named) {
        return;
    }
    // A patch may add what the workload itself does not have.
    let parts = pods.iter().flat_map(|pods| context.of_workload(&pods.identity.kind, pods.name()));
    let parts: Vec<&WorkloadPods> = parts.take(MOST_SELECTED + 1).copied().collect();
    let ports: HashSet<&str> =
        parts.iter().flat_map(|pods| pods.ports.iter().map(String::as_str)).take(MOST_PORTS + 1).collect();
    if parts.len() > MOST_SELECTED || ports.len() > MOST_PORTS {
        return;
    }
    for (index, port) in spec.ports.iter().flatten().enumerate() {
        let Some(name) = TargetPort::of(port).name() else { continue };
        if ports.contains(name) {
            continue;
        }
        let known = pods.iter().flat_map(|pods| pods.ports.iter().map(String::as_str)).take(MOST_NAMES);
        let sorted = || known.clone().collect::<BTreeSet<_>>();
        let help = match nearest(name, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.clone().next().is_none() => format!("give the port of a container the name `{name}`"),
            None => {
                format!("give the port of a container the name `{name}`, or use one of: {}", wording::choices(sorted()))
            }
        };
        let (kind, of) = (&first.identity.kind, first.name());
        out.at(
            FieldPath::default().field("spec").field("ports").index(index).field("targetPort"),
            format!("no container of {kind} `{of}` has a port named `{name}`"),
        )
        .help(help);
    }
}
