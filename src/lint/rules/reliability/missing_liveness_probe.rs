//! The rule `missing-liveness-probe`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container of a long-running Pod without a livenessProbe. Jobs, init containers and helpers are not reported.
    ///
    /// ## Why it matters
    /// A program that hangs is not restarted, because the kubelet restarts only containers that end. A probe detects
    /// the problem, provided that it fails exactly when a restart would help.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// livenessProbe: {httpGet: {path: /healthz, port: 8080}, failureThreshold: 5}
    /// ```
    "missing-liveness-probe", Info, Reliability, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if container.spec.liveness_probe.is_some() || !pod.serves_with(container) {
        return;
    }
    out.at(&container.path, format!("no probe notices when `{}` hangs", container.name()))
        .help("add a livenessProbe that fails if a restart would help");
}
