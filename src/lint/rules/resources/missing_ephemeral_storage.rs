//! The rule `missing-ephemeral-storage`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without a limit of ephemeral storage. A limit counts as a request; init containers that end are left
    /// alone.
    ///
    /// ## Why it matters
    /// Logs, emptyDir volumes and what a program writes into its image all take the disk of the node. When it is full,
    /// the kubelet evicts Pods, and not necessarily the one that filled it.
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
