//! The rule `elector-with-one-replica`.

use crate::composition::Role;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A leader elector in a workload with a single Pod.
    ///
    /// ## Why it matters
    /// A single candidate always wins, except while an update replaces the Pod. The elector uses memory and needs
    /// permissions with little benefit, unless the workload is meant to have more Pods.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: scheduler}
    /// spec:
    ///   replicas: 1
    ///   selector: {matchLabels: {app: scheduler}}
    ///   template:
    ///     metadata: {labels: {app: scheduler}}
    ///     spec:
    ///       containers:
    ///         - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    ///         - {name: elector, image: "registry.example.com/leader-elector:0.8.0", args: [--election=scheduler]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: scheduler}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: scheduler}}
    ///   template:
    ///     metadata: {labels: {app: scheduler}}
    ///     spec:
    ///       containers:
    ///         - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    ///         - {name: elector, image: "registry.example.com/leader-elector:0.8.0", args: [--election=scheduler]}
    /// ```
    "elector-with-one-replica", Info, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let Some(elector) = pod.composition().with_role(Role::LeaderElection).next() else { return };
    if pod.manifest.replicas() == Some(1) {
        out.at(&elector.path, format!("`{}` elects a leader among a single Pod", elector.name))
            .help("set `replicas: 2` or more, or remove the elector");
    }
}
