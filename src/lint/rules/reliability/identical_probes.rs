//! The rule `identical-probes`.

use k8s_openapi::api::core::v1::Probe;

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A livenessProbe that makes the same check as the readinessProbe and fails at least as early.
    ///
    /// ## Why it matters
    /// A busy program fails both at the same time. It is restarted although it only needed less traffic, its load moves
    /// to the other replicas, and they fail next.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// livenessProbe: {httpGet: {path: /healthz, port: 8080}}
    /// readinessProbe: {httpGet: {path: /healthz, port: 8080}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// livenessProbe: {httpGet: {path: /healthz, port: 8080}, failureThreshold: 10}
    /// readinessProbe: {httpGet: {path: /healthz, port: 8080}}
    /// ```
    "identical-probes", Warning, Reliability, Check::Container(check), off
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    let (Some(live), Some(ready)) = (&container.spec.liveness_probe, &container.spec.readiness_probe) else { return };
    let same = live.http_get == ready.http_get
        && live.tcp_socket == ready.tcp_socket
        && live.grpc == ready.grpc
        && live.exec == ready.exec;
    if same && patience(live) <= patience(ready) {
        let message = format!("the livenessProbe of `{}` fails whenever its readinessProbe does", container.name());
        out.at(container.path.clone().field("livenessProbe"), message)
            .help("let it check less, or increase its `failureThreshold`")
            .related(container.path.clone().field("readinessProbe"), "the readinessProbe");
    }
}

/// Returns the seconds for which a probe may fail before it counts.
fn patience(probe: &Probe) -> i64 {
    let period = probe.period_seconds.filter(|&seconds| seconds > 0).unwrap_or(10);
    let failures = probe.failure_threshold.filter(|&failures| failures > 0).unwrap_or(3);
    i64::from(period) * i64::from(failures)
}
