//! The rule `uneven-cpu`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container whose CPU request differs from its limit.
    ///
    /// ## Why it matters
    /// Only Pods whose requests equal their limits belong to the class `Guaranteed`, which may get exclusive CPUs and
    /// is evicted last.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {requests: {cpu: 500m}, limits: {cpu: "1"}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {requests: {cpu: "1"}, limits: {cpu: "1"}}
    /// ```
    "uneven-cpu", Info, Resources, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    if amounts::differ(container, "cpu") {
        let place = container.path.clone().field("resources.requests.cpu");
        out.at(place, format!("`{}` requests another amount of CPU than its limit", container.name()))
            .help("write the same amount in `requests` and `limits`");
    }
}
