//! The rule `missing-memory-request`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without a request of memory, where neither its Pod nor a LimitRange of the input has one. Init
    /// containers that end are left alone, and a limit counts as a request.
    ///
    /// ## Why it matters
    /// The scheduler counts nothing for such a container and puts it on nodes that are full. When a node runs out of
    /// memory, it is among the first to be evicted.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {requests: {memory: 256Mi}}
    /// ```
    "missing-memory-request", Warning, Resources, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if container.slot.is_long_running() && !amounts::requests(container, pod, "memory") {
        let place = container.path.clone().field("resources.requests.memory");
        out.at(place, format!("`{}` requests no memory", container.name()))
            .help("write what the program needs: `requests: {memory: 256Mi}`");
    }
}
