//! The rule `missing-priority-class`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod without a `priorityClassName`.
    ///
    /// ## Why it matters
    /// All Pods without one have the same priority. When there is not enough room for all, Kubernetes cannot tell which
    /// ones may wait and which may be preempted.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// priorityClassName: business
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "missing-priority-class", Info, Reliability, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.spec.priority_class_name.as_deref().is_none_or(str::is_empty) {
        out.at(pod.pod.path(), "this Pod has no priority class").help("write `priorityClassName`");
    }
}
