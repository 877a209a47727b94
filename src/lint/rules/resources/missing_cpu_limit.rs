//! The rule `missing-cpu-limit`.

use crate::k8s::Container;
use crate::lint::amounts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container without a CPU limit, if neither its Pod nor a LimitRange in the input sets one. Init containers that
    /// end are not reported.
    ///
    /// ## Why it matters
    /// Such a container may use all the CPU of its node. Opinions differ on CPU limits: other containers keep what they
    /// have requested, and a limit slows a program down even if CPU is free.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// resources: {limits: {cpu: "1"}}
    /// ```
    "missing-cpu-limit", Info, Resources, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if container.slot.is_long_running() && !amounts::limits(container, pod, "cpu") {
        let place = container.path.clone().field("resources.limits.cpu");
        out.at(place, format!("`{}` has no CPU limit", container.name()))
            .help(r#"write `limits: {cpu: "1"}`, or ignore this rule where requests are enough"#);
    }
}
