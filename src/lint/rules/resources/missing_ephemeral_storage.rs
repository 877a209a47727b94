//! The rule `missing-ephemeral-storage`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without an ephemeral storage limit. Init containers that end are not reported.
    ///
    /// ## Why it matters
    /// Logs, emptyDir volumes and everything that a program writes to its root file system use the disk of the node.
    /// When it is full, the kubelet evicts Pods, and not necessarily the one that filled it.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {limits: {ephemeral-storage: 1Gi}}
    /// ```
    "missing-ephemeral-storage", Info, Resources, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if container.slot.is_long_running() && !amounts::limits(container, pod, "ephemeral-storage") {
        let place = container.path.clone().field("resources.limits.ephemeral-storage");
        out.at(place, format!("`{}` may fill the disk of its node", container.name()))
            .help("write `limits: {ephemeral-storage: 1Gi}`");
    }
}
