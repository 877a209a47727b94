//! Connections from one Pod of the input to another: Services to the Pods they select, and containers to the Services
//! and hosts that their settings name. Knows nothing of how that is shown, nor of patterns.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::Service;

use super::analyse::Composition;
use super::facts::namespace::namespace;
use super::facts::scaled_object::Trigger;
use crate::k8s::TargetPort;

/// Connections of one input that are told; nobody looks at more.
const MOST: usize = 2000;

/// A Pod of the input as far as connections need it.
#[derive(Clone, Copy, Debug)]
pub struct ConnectedPod<'a> {
    /// The kind of its object.
    pub kind: &'a str,
    /// The name of its object.
    pub name: Option<&'a str>,
    /// The namespace of its object, where that says one.
    pub namespace: Option<&'a str>,
    /// Its containers.
    pub composition: &'a Composition,
    /// The Services that select it.
    pub services: &'a [ServicePorts],
    /// The triggers of a ScaledObject for its workload.
    pub triggers: &'a [Trigger],
}

/// A Service and the ports of one Pod that it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePorts {
    /// Its name.
    pub name: String,
    /// The container ports that its ports lead to.
    pub targets: Vec<u16>,
}

impl ServicePorts {
    /// Returns the ports of a Pod that a Service leads to.
    pub fn of(service: &Service, composition: &Composition) -> Option<Self> {
        let named = |name: &str| {
            let mut ports = composition.members.iter().flat_map(|member| &member.ports);
            ports.find(|port| port.name.as_deref() == Some(name)).map(|port| port.port)
        };
        let spec = service.spec.as_ref()?;
        let targets = spec.ports.iter().flatten().take(32).filter_map(|port| match TargetPort::of(port) {
            TargetPort::Name(name) => named(name),
            TargetPort::Number(number) => u16::try_from(number).ok(),
        });
        let targets: BTreeSet<u16> = targets.collect();
        Some(Self { name: service.metadata.name.clone()?, targets: targets.into_iter().collect() })
    }
}

/// One end of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// A Pod by its index, and its container by index where that is known.
    Pod {
        /// Index of the Pod.
        pod: usize,
        /// Index of the container.
        container: Option<usize>,
    },
    /// A Service of the input.
    Service {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// A Lease, by which Pods elect a leader.
    Lease {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// A host outside the input.
    Host(String),
}

/// The kind of evidence for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionKind {
    /// The selector of a Service matches the labels of a Pod.
    Selector,
    /// A container is given the address.
    Address,
    /// A container elects a leader by a Lease.
    Lease,
    /// A container takes work from a broker.
    Queue,
    /// A container asks several Pods that share the data.
    Leaves,
}

impl ConnectionKind {
    /// The word users see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Selector => "selector",
            Self::Address => "address",
            Self::Lease => "lease",
            Self::Queue => "queue",
            Self::Leaves => "leaves",
        }
    }
}

/// A connection from one end to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection {
    /// The end that connects.
    pub from: End,
    /// The end that is connected to.
    pub to: End,
    /// The kind of evidence for it.
    pub via: ConnectionKind,
    /// The port it leads to.
    pub port: Option<u16>,
    /// The evidence in words: `env DB_HOST → 5432`; empty for selectors.
    pub detail: String,
}

/// Returns the connections of the Pods, those of Services first, each once.
pub fn connections(pods: &[ConnectedPod<'_>]) -> Vec<Connection> {
    let mut services: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut found: Vec<Connection> = Vec::new();
    for (index, pod) in pods.iter().enumerate() {
        let home = namespace(pod.namespace);
        for service in pod.services {
            services.insert((home, &service.name));
            if found.len() >= MOST {
                continue;
            }
            let from = End::Service { namespace: home.to_owned(), name: service.name.clone() };
            if service.targets.is_empty() {
                found.push(selected(from.clone(), index, pod.composition, None));
            }
            found
                .extend(service.targets.iter().map(|&port| selected(from.clone(), index, pod.composition, Some(port))));
        }
    }
    let mut seen = BTreeSet::new();
    for (index, pod) in pods.iter().enumerate() {
        for (container, member) in pod.composition.members.iter().enumerate() {
            for endpoint in &member.endpoints {
                let Some(host) = endpoint.host.as_deref().filter(|host| is_telling(host)) else { continue };
                let to = service_named(host, namespace(pod.namespace), |of, name| services.contains(&(of, name)))
                    .map_or_else(|| End::Host(host.to_owned()), |(namespace, name)| End::Service { namespace, name });
                let from = End::Pod { pod: index, container: Some(container) };
                if found.len() < MOST && seen.insert((index, container, to.clone(), endpoint.port)) {
                    let (port, detail) = (endpoint.port, endpoint.describe());
                    found.push(Connection { from, to, via: ConnectionKind::Address, port, detail });
                }
            }
        }
    }
    found.truncate(MOST);
    found
}

fn selected(from: End, pod: usize, composition: &Composition, port: Option<u16>) -> Connection {
    let to = End::Pod { pod, container: listener(composition, port) };
    Connection { from, to, via: ConnectionKind::Selector, port, detail: String::new() }
}

/// Returns the container that listens on a port, or the only one.
pub(super) fn listener(composition: &Composition, port: Option<u16>) -> Option<usize> {
    let listens = |port: u16| {
        let mut members = composition.members.iter();
        members.position(|member| member.is_long_running() && member.listens_on_any(&[port]))
    };
    let running = composition.members.iter().filter(|member| member.is_long_running()).count();
    let only = composition.members.iter().position(super::member::Member::is_long_running).filter(|_| running == 1);
    port.and_then(listens).or(only)
}

/// Returns true if a host says something: not any address, nor a variable of some template, nor the protocol before a port
/// (`-instances=db=tcp:3306`).
fn is_telling(host: &str) -> bool {
    let is_protocol = matches!(host, "tcp" | "udp" | "http" | "https" | "grpc" | "unix");
    !host.is_empty() && !is_protocol && host != "0.0.0.0" && host != "::" && !host.contains(['$', '{', '<', '%'])
}

/// The Service of the input that a host name means: `db`, `db.shop`, `db.shop.svc.cluster.local`, `db-0.db`.
pub(super) fn service_named(host: &str, home: &str, is_known: impl Fn(&str, &str) -> bool) -> Option<(String, String)> {
    let mut labels = host.trim_end_matches('.').split('.');
    let (first, second, third) = (labels.next()?, labels.next(), labels.next());
    let known =
        |namespace: &str, name: &str| is_known(namespace, name).then(|| (namespace.to_owned(), name.to_owned()));
    let numbered = first.rsplit_once('-').is_some_and(|(_, number)| number.parse::<u32>().is_ok());
    match (second, third) {
        (None, _) => known(home, first),
        (Some(second), None | Some("svc")) => known(second, first).or_else(|| known(home, second).filter(|_| numbered)),
        (Some(second), Some(third)) => known(third, second).filter(|_| numbered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_mean_services_of_the_input() {
        let services = BTreeSet::from([("shop", "db"), ("default", "web")]);
        let table = [
            ("db", "shop", Some("db")),
            ("db", "default", None),
            ("db.shop", "default", Some("db")),
            ("db.shop.svc.cluster.local", "default", Some("db")),
            ("db-0.db", "shop", Some("db")),
            ("db-0.db.shop.svc", "default", Some("db")),
            ("web.example.com", "default", None),
        ];
        for (host, home, expected) in table {
            let known = |of: &str, name: &str| services.contains(&(of, name));
            let found = service_named(host, home, known).map(|(_, name)| name);
            assert_eq!(found.as_deref(), expected, "{host} from {home}");
        }
    }
}
