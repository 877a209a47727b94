//! The rule `missing-cpu-request`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without a CPU request, if neither its Pod nor a LimitRange in the input sets one. Init containers
    /// that end are not reported, and a limit counts as a request.
    ///
    /// ## Why it matters
    /// The scheduler does not reserve anything for such a container and may place it on a full node. On a busy node it
    /// gets only what the others leave.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {requests: {cpu: 100m}}
    /// ```
    "missing-cpu-request", Warning, Resources, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if container.slot.is_long_running() && !amounts::requests(container, pod, "cpu") {
        let place = container.path.clone().field("resources.requests.cpu");
        out.at(place, format!("`{}` requests no CPU", container.name()))
            .help("write what the program needs on average: `requests: {cpu: 100m}`");
    }
}
