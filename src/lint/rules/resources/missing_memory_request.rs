//! The rule `missing-memory-request`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without a memory request, if neither its Pod nor a LimitRange in the input sets one. Init containers
    /// that end are not reported, and a limit counts as a request.
    ///
    /// ## Why it matters
    /// The scheduler does not reserve anything for such a container and may place it on a full node. When a node runs
    /// out of memory, it is among the first to be evicted.
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
