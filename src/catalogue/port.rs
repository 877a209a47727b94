//! The ports of a catalogue entry, and what is led to them.

use indexmap::IndexMap;
use serde::Deserialize;

/// A port of a helper.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Port {
    /// The number it has unless another container of the Pod has it; 1024 at least, as no helper runs as root.
    pub number: u16,
    /// The parameter whose first address gives the number instead.
    #[serde(default)]
    pub like: Option<String>,
    /// The number by the value of `like`, where that is a `choice`.
    #[serde(default)]
    pub numbers: IndexMap<String, u16>,
    /// The reach of the port: containers of the same Pod, or everybody who reaches the Pod's address, kubelet's probes
    /// included.
    pub bind: Bind,
    /// By default `TCP`; `BOTH` uses the same number for TCP and UDP.
    #[serde(default)]
    pub protocol: Protocol,
    /// The name under which a user sets the number. Every port has one.
    #[serde(default)]
    pub parameter: Option<String>,
    /// One sentence about what is served there.
    pub help: String,
}

/// The reach of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bind {
    /// Containers of the same Pod.
    Loopback,
    /// Everybody who reaches the Pod's address, kubelet's probes included.
    Pod,
}

/// A transport protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Protocol {
    /// TCP
    #[default]
    Tcp,
    /// UDP
    Udp,
    /// Both, on the same number.
    Both,
}

/// The endpoint of an adapter that Prometheus scrapes.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scrape {
    /// The name of the port in `ports`.
    pub port: String,
    /// The path of the metrics.
    pub path: String,
    /// `http` (the default) or `https`.
    #[serde(default)]
    pub scheme: Option<String>,
    /// Query parameters, for exporters of many targets.
    #[serde(default)]
    pub params: IndexMap<String, String>,
}

/// A helper that stands in front of main.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fronts {
    /// The name of the port in `ports` that receives main's traffic.
    pub port: String,
    /// The port of the Service.
    pub service: u16,
}
