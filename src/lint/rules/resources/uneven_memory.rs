//! The rule `uneven-memory`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container whose memory request differs from its limit.
    ///
    /// ## Why it matters
    /// Memory beyond the request is not reserved for the container: when the node runs out of memory, the container is
    /// among the first to be killed.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {requests: {memory: 128Mi}, limits: {memory: "256Mi"}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {requests: {memory: "256Mi"}, limits: {memory: "256Mi"}}
    /// ```
    "uneven-memory", Info, Resources, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    if amounts::differ(container, "memory") {
        let place = container.path.clone().field("resources.requests.memory");
        out.at(place, format!("`{}` requests another amount of memory than its limit", container.name()))
            .help("write the same amount in `requests` and `limits`");
    }
}
