//! The facts in a ScaledObject of KEDA: which workload it scales, and by the length of which queues. Read from the
//! text, as podpat has no type for it.

use super::address::host_and_port;
use super::namespace::namespace;
use crate::k8s::Manifest;
use crate::yaml::{FieldPath, Node, Scalar};

/// Triggers of one object that are looked at; nobody writes more.
const MOST: usize = 64;

/// A ScaledObject.
#[derive(Clone, Debug)]
pub struct ScaledObject {
    /// Its namespace.
    pub namespace: String,
    /// The kind of the workload that it scales.
    pub kind: String,
    /// The name of that workload.
    pub target: String,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
}

/// One trigger of a ScaledObject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// `redis`, `rabbitmq`, `cpu`.
    pub kind: String,
    /// The host and port of the broker, where they are written, and their field.
    pub broker: Option<(String, u16, FieldPath)>,
    /// The name of the list, stream or queue.
    pub queue: Option<String>,
}

impl ScaledObject {
    /// Reads an object, if it is one.
    pub fn of(manifest: &Manifest) -> Option<Self> {
        let identity = &manifest.identity;
        if identity.kind != "ScaledObject" || !identity.api_version.starts_with("keda.sh/") {
            return None;
        }
        let spec = manifest.node().get("spec")?;
        let target = spec.get("scaleTargetRef")?;
        let kind = target.get("kind").and_then(Node::as_str).unwrap_or("Deployment");
        let triggers = spec.get("triggers").into_iter().flat_map(Node::items).take(MOST).enumerate();
        Some(Self {
            namespace: namespace(identity.namespace.as_deref()).to_owned(),
            kind: kind.to_owned(),
            target: target.get("name")?.as_str()?.to_owned(),
            triggers: triggers.filter_map(|(at, node)| Trigger::of(at, node)).collect(),
        })
    }
}

impl Trigger {
    fn of(at: usize, node: Node<'_>) -> Option<Self> {
        let metadata = node.get("metadata");
        let value = |name: &str| metadata?.get(name)?.as_str();
        let place =
            |name: &'static str| FieldPath::default().field("spec.triggers").index(at).field("metadata").field(name);
        let port = |name: &str| match metadata?.get(name)?.scalar() {
            Scalar::Int(port) => u16::try_from(port).ok(),
            _ => value(name)?.parse().ok(),
        };
        let whole = ["address", "host"].into_iter().find_map(|name| {
            let text = value(name)?;
            let text = text.rsplit('@').next().unwrap_or(text);
            let (host, port) =
                host_and_port(text).filter(|(host, _)| !host.is_empty() && !host.contains(['{', '$']))?;
            Some((host.to_owned(), port, place(name)))
        });
        let parts = || Some((value("host")?.to_owned(), port("port")?, place("host")));
        let queue = ["listName", "stream", "queueName", "queueURL"].into_iter().find_map(value);
        Some(Self {
            kind: node.get("type")?.as_str()?.to_owned(),
            broker: whole.or_else(parts),
            queue: queue.map(str::to_owned),
        })
    }

    /// Returns true if it measures a queue, list or stream of items, each of which one Pod takes.
    pub fn is_queue(&self) -> bool {
        const KINDS: [&str; 8] =
            ["redis", "rabbitmq", "artemis", "activemq", "beanstalkd", "nats-jetstream", "ibmmq", "gcp-pubsub"];
        KINDS.iter().any(|kind| self.kind.starts_with(kind))
            || self.kind.contains("queue")
            || self.kind.contains("servicebus")
    }
}
