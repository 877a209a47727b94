//! The rule `shared-election`.

use std::collections::BTreeSet;

use crate::composition::{ContainerFacts, WorkloadPods};
use crate::k8s::Image;
use crate::lint::open_ports;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// Two workloads in one namespace that run different programs and use the same name for their leader elections.
    ///
    /// ## Why it matters
    /// An election is identified by the name of its Lease. If two programs share it, only one of them ever has a
    /// leader: the replicas of the other wait for a Lease that a foreign Pod keeps renewing.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: billing}
    /// spec:
    ///   selector: {matchLabels: {app: billing}}
    ///   template:
    ///     metadata: {labels: {app: billing}}
    ///     spec:
    ///       containers:
    ///         - {name: app, image: "registry.example.com/billing:1", args: [--leader-elect, --leader-election-id=controller]}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: mailer}
    /// spec:
    ///   selector: {matchLabels: {app: mailer}}
    ///   template:
    ///     metadata: {labels: {app: mailer}}
    ///     spec:
    ///       containers:
    ///         - {name: app, image: "registry.example.com/mailer:1", args: [--leader-elect, --leader-election-id=controller]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: billing}
    /// spec:
    ///   selector: {matchLabels: {app: billing}}
    ///   template:
    ///     metadata: {labels: {app: billing}}
    ///     spec:
    ///       containers:
    ///         - {name: app, image: "registry.example.com/billing:1", args: [--leader-elect, --leader-election-id=billing]}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: mailer}
    /// spec:
    ///   selector: {matchLabels: {app: mailer}}
    ///   template:
    ///     metadata: {labels: {app: mailer}}
    ///     spec:
    ///       containers:
    ///         - {name: app, image: "registry.example.com/mailer:1", args: [--leader-elect, --leader-election-id=mailer]}
    /// ```
    "shared-election", Warning, Composition, Check::Pod(check), needs_others
}

/// The most workloads that one is held against.
const NEIGHBOURS: usize = 500;

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let context = pod.context();
    let identity = &pod.manifest.identity;
    let elects = || pod.composition().members.iter().filter(|member| !member.coordination.elections.is_empty());
    if elects().next().is_none() || !matches!(pod.pod.kind, "Deployment" | "StatefulSet" | "ReplicaSet" | "DaemonSet") {
        return;
    }
    let is_this = |pods: &&&WorkloadPods| pods.identity.kind == identity.kind && pods.identity.name == identity.name;
    let neighbours = || context.neighbours().iter().take(NEIGHBOURS);
    let Some(own) = neighbours().find(is_this) else { return };
    for other in neighbours().filter(|other| !is_this(other) && programs(own).is_disjoint(&programs(other))) {
        let shares = |name: &str| other.facts.containers.iter().any(|it| it.elections.iter().any(|own| own == name));
        for member in elects() {
            let coordination = &member.coordination;
            let Some(name) = coordination.elections.iter().find(|name| shares(name)) else { continue };
            let elsewhere = coordination.lease_namespace.as_deref();
            if elsewhere.is_some_and(|of| of != context.namespace.unwrap_or("default")) {
                continue;
            }
            let (kind, other) = (&other.identity.kind, other.name());
            out.at(
                &member.path,
                format!("`{}` and {kind} `{other}` elect one leader of both under `{name}`", member.name),
            )
            .help("give each its own election");
            return;
        }
    }
}

/// The images of a workload without tags: those of its electors only where it has no others.
fn programs(pods: &WorkloadPods) -> BTreeSet<String> {
    let image = |container: &ContainerFacts| Image::parse(&container.image).repository().to_owned();
    let running = || open_ports::running(pods);
    let others: BTreeSet<String> = running().filter(|it| it.elections.is_empty()).map(image).collect();
    if others.is_empty() { running().map(image).collect() } else { others }
}
