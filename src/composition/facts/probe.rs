//! The probes of a container and their ports.

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The probes of a container by field name.
pub(crate) fn probes(spec: &core::Container) -> impl Iterator<Item = (&'static str, &core::Probe)> {
    let all = [
        ("startupProbe", &spec.startup_probe),
        ("readinessProbe", &spec.readiness_probe),
        ("livenessProbe", &spec.liveness_probe),
    ];
    all.into_iter().filter_map(|(kind, probe)| Some((kind, probe.as_ref()?)))
}

/// The number or name that a probe's port is given as.
pub(crate) fn probe_port(probe: &core::Probe) -> Option<IntOrString> {
    let http = probe.http_get.as_ref().map(|get| get.port.clone());
    let tcp = || probe.tcp_socket.as_ref().map(|socket| socket.port.clone());
    let grpc = || probe.grpc.as_ref().map(|grpc| IntOrString::Int(grpc.port));
    http.or_else(tcp).or_else(grpc)
}
