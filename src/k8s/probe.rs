//! The probes of a container, and what each asks.

use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::pod::Container;
use crate::yaml::FieldPath;

/// A probe of a container.
#[derive(Clone, Debug)]
pub struct Probe<'a> {
    /// `startupProbe`, `readinessProbe` or `livenessProbe`.
    pub field: &'static str,
    /// The probe as written.
    pub spec: &'a core::Probe,
    /// Its path in the object.
    pub path: FieldPath,
}

/// A port that a probe asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The number, where it is one; digits in quotes are one to the kubelet.
    pub number: Option<u16>,
    /// The name of a port that the container itself has to declare, where it is no number.
    pub name: Option<&'a str>,
    /// The place where it is written.
    pub path: FieldPath,
}

impl Container<'_> {
    /// Its probes, in the order in which the kubelet needs them.
    pub fn probes(&self) -> impl Iterator<Item = Probe<'_>> {
        let spec = &self.spec;
        let probes = [
            ("startupProbe", &spec.startup_probe),
            ("readinessProbe", &spec.readiness_probe),
            ("livenessProbe", &spec.liveness_probe),
        ];
        let path = |field| self.path.clone().field(field);
        probes
            .into_iter()
            .filter_map(move |(field, probe)| Some(Probe { field, spec: probe.as_ref()?, path: path(field) }))
    }

    /// The port it declares under a name.
    pub fn port_named(&self, name: &str) -> Option<&core::ContainerPort> {
        self.spec.ports.iter().flatten().find(|port| port.name.as_deref() == Some(name))
    }
}

impl<'a> Probe<'a> {
    /// The port it asks; `None` where it runs a command.
    pub fn port(&self) -> Option<Asked<'a>> {
        let number = |port: i32| u16::try_from(port).ok();
        if let Some(grpc) = &self.spec.grpc {
            return Some(Asked { number: number(grpc.port), name: None, path: self.path.clone().field("grpc.port") });
        }
        let http = self.spec.http_get.as_ref().map(|get| (&get.port, "httpGet.port"));
        let (port, field) = http.or_else(|| self.spec.tcp_socket.as_ref().map(|tcp| (&tcp.port, "tcpSocket.port")))?;
        let path = self.path.clone().field(field);
        Some(match port {
            IntOrString::Int(port) => Asked { number: number(*port), name: None, path },
            IntOrString::String(name) => {
                let number = name.parse().ok();
                Asked { number, name: number.is_none().then_some(name), path }
            }
        })
    }

    /// The host an HTTP or TCP probe asks instead of the Pod, where it names one.
    pub fn host(&self) -> Option<&'a str> {
        let http = self.spec.http_get.as_ref().and_then(|get| get.host.as_deref());
        http.or_else(|| self.spec.tcp_socket.as_ref().and_then(|tcp| tcp.host.as_deref()))
            .filter(|host| !host.is_empty())
    }
}
