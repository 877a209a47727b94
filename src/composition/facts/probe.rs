//! The probes of a container and their ports.

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The probes of a container by field name.
pub(super) fn probes(spec: &core::Container) -> impl Iterator<Item = (&'static str, &core::Probe)> {
    let all = [
        ("startupProbe", &spec.startup_probe),
        ("readinessProbe", &spec.readiness_probe),
        ("livenessProbe", &spec.liveness_probe),
    ];
    all.into_iter().filter_map(|(kind, probe)| Some((kind, probe.as_ref()?)))
}

/// The number or name that a probe's port is given as.
fn probe_port(probe: &core::Probe) -> Option<IntOrString> {
    let http = probe.http_get.as_ref().map(|get| get.port.clone());
    let tcp = || probe.tcp_socket.as_ref().map(|socket| socket.port.clone());
    let grpc = || probe.grpc.as_ref().map(|grpc| IntOrString::Int(grpc.port));
    http.or_else(tcp).or_else(grpc)
}

/// A port that a probe asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// `startupProbe`, `readinessProbe` or `livenessProbe`.
    pub kind: &'static str,
    /// The number, when it is one or its name is declared by the container itself.
    pub port: Option<u16>,
    /// The name, when it is given by name.
    pub name: Option<String>,
}

/// Returns the ports that the probes of a container ask; `ports` are those that it declares.
pub(super) fn probed(spec: &core::Container, ports: &[core::ContainerPort]) -> Vec<Probed> {
    let number = |port: i32| u16::try_from(port).ok();
    let probes = probes(spec).filter_map(|(kind, probe)| {
        Some(match probe_port(probe)? {
            IntOrString::Int(port) => Probed { kind, port: number(port), name: None },
            IntOrString::String(name) => {
                let declared = ports.iter().find(|port| port.name.as_ref() == Some(&name));
                let port = declared.and_then(|port| number(port.container_port)).or_else(|| name.parse().ok());
                Probed { kind, port, name: Some(name) }
            }
        })
    });
    probes.collect()
}
