//! The rule `missing-memory-limit`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without a memory limit, if neither its Pod nor a LimitRange in the input sets one. Init containers
    /// that end are not reported.
    ///
    /// ## Why it matters
    /// A program that leaks memory can use up all the memory of its node, and the kernel may kill other programs.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {limits: {memory: 256Mi}}
    /// ```
    "missing-memory-limit", Warning, Resources, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if container.slot.is_long_running() && !amounts::limits(container, pod, "memory") {
        let place = container.path.clone().field("resources.limits.memory");
        out.at(place, format!("`{}` has no memory limit", container.name()))
            .help("write the maximum that the program may use: `limits: {memory: 256Mi}`");
    }
}
