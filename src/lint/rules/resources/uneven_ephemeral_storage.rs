//! The rule `uneven-ephemeral-storage`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container whose ephemeral storage request differs from its limit.
    ///
    /// ## Why it matters
    /// Storage beyond the request is not reserved for the container: when the disk of the node is full, its Pod is
    /// among the first to be evicted.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {requests: {ephemeral-storage: 1Gi}, limits: {ephemeral-storage: "2Gi"}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {requests: {ephemeral-storage: "2Gi"}, limits: {ephemeral-storage: "2Gi"}}
    /// ```
    "uneven-ephemeral-storage", Info, Resources, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    if amounts::differ(container, "ephemeral-storage") {
        let place = container.path.clone().field("resources.requests.ephemeral-storage");
        out.at(place, format!("`{}` requests another amount of ephemeral storage than its limit", container.name()))
            .help("write the same amount in `requests` and `limits`");
    }
}
