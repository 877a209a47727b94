//! The rule `missing-liveness-probe`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container of a Pod that serves for good, and has no livenessProbe. Jobs, init containers and helpers are left
    /// alone.
    ///
    /// ## Why it matters
    /// A program that hangs keeps running: the kubelet restarts only what ends. A probe notices, if it fails exactly
    /// when a restart would help.
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
    out.at(&container.path, format!("nothing notices when `{}` hangs", container.name()))
        .help("add a livenessProbe that fails where a restart would help");
}
