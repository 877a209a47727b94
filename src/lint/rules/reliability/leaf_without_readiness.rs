//! The rule `leaf-without-readiness`.

use crate::composition::Role;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A StatefulSet whose containers have no readinessProbe, although another workload in the input lists its Pods one
    /// by one as the holders of parts of the data (`LEAVES`, `SHARD_URLS`).
    ///
    /// ## Why it matters
    /// No other Pod can replace one that holds a part of the data. Without a readinessProbe, a rollout restarts the
    /// next Pod before the previous one has loaded its part, and requests fail or are answered with several parts
    /// missing.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: part}
    /// spec:
    ///   serviceName: part
    ///   replicas: 2
    ///   selector: {matchLabels: {app: part}}
    ///   template:
    ///     metadata: {labels: {app: part}}
    ///     spec: {containers: [{name: part, image: "registry.example.com/part:1"}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: root}
    /// spec:
    ///   containers:
    ///     - name: root
    ///       image: registry.example.com/root:1
    ///       env: [{name: LEAVES, value: "part-0.part:8080,part-1.part:8080"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: part}
    /// spec:
    ///   serviceName: part
    ///   replicas: 2
    ///   selector: {matchLabels: {app: part}}
    ///   template:
    ///     metadata: {labels: {app: part}}
    ///     spec:
    ///       containers:
    ///         - name: part
    ///           image: registry.example.com/part:1
    ///           readinessProbe: {httpGet: {path: /healthz, port: 8080}}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: root}
    /// spec:
    ///   containers:
    ///     - name: root
    ///       image: registry.example.com/root:1
    ///       env: [{name: LEAVES, value: "part-0.part:8080,part-1.part:8080"}]
    /// ```
    "leaf-without-readiness", Warning, Reliability, Check::Pod(check), needs_others
}

/// The most workloads that are asked which leaves they know.
const NEIGHBOURS: usize = 500;

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let mut running = pod.containers.iter().filter(|container| container.slot.is_long_running());
    if pod.pod.kind != "StatefulSet" || running.any(|container| container.spec.readiness_probe.is_some()) {
        return;
    }
    let context = pod.context();
    let Some(own) = context.name else { return };
    let lists = |sets: &[String]| sets.iter().any(|set| set == own);
    let mut others = context.neighbours().iter().take(NEIGHBOURS).filter(|other| other.name() != own);
    let Some(root) = others.find(|other| other.facts.containers.iter().any(|it| lists(&it.leaf_sets))) else { return };
    let Some(main) = pod.composition().with_role(Role::Main).next() else { return };
    let (kind, name) = (&root.identity.kind, root.name());
    out.at(&main.path, format!("{kind} `{name}` asks each Pod of `{own}`, and nothing tells when one can answer"))
        .help("add a readinessProbe that succeeds when the program has loaded its part of the data");
}
