//! The facts in a ScaledObject or ScaledJob of KEDA: which workload it scales, and by the length of which queues. Read
//! from the text, as podpat has no type for them.

use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::address::host_and_port;
use super::namespace::namespace;
use crate::k8s::{Manifest, Object};
use crate::yaml::{FieldPath, Node, Scalar};

/// Triggers of one object that are looked at; nobody writes more.
const MOST: usize = 64;

/// The beginning of the names that KEDA gives the autoscalers it makes.
pub(super) const MADE_BY_KEDA: &str = "keda-hpa-";

/// A ScaledObject, or a ScaledJob, which makes Jobs of a template of its own.
#[derive(Clone, Debug)]
pub struct ScaledObject {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The kind of the workload that it scales; `ScaledJob` for its own template.
    pub kind: String,
    /// The name of that workload.
    pub target: String,
    /// The fewest Pods that it keeps of the workload.
    pub fewest: i32,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
}

/// One trigger of a ScaledObject or ScaledJob.
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
    /// Returns true for the kinds of objects that are read.
    pub fn takes(manifest: &Manifest) -> bool {
        let identity = &manifest.identity;
        matches!(&*identity.kind, "ScaledObject" | "ScaledJob") && identity.api_version.starts_with("keda.sh/")
    }

    /// Reads an object, if it is one.
    pub fn of(manifest: &Manifest) -> Option<Self> {
        let identity = Some(&manifest.identity).filter(|_| Self::takes(manifest))?;
        let name = identity.name.clone().unwrap_or_default();
        let spec = manifest.node().get("spec")?;
        let (kind, target) = if identity.kind == "ScaledJob" {
            ("ScaledJob", name.clone())
        } else {
            let target = spec.get("scaleTargetRef")?;
            let kind = target.get("kind").and_then(Node::as_str).unwrap_or("Deployment");
            (kind, target.get("name")?.as_str()?.to_owned())
        };
        let triggers = spec.get("triggers").into_iter().flat_map(Node::items).take(MOST).enumerate();
        let fewest = spec.get("minReplicaCount").map(Node::scalar);
        Some(Self {
            namespace: namespace(identity.namespace.as_deref()).to_owned(),
            name,
            kind: kind.to_owned(),
            target,
            fewest: match fewest {
                Some(Scalar::Int(fewest)) => i32::try_from(fewest).unwrap_or_default(),
                _ => 0,
            },
            triggers: triggers.filter_map(|(at, node)| Trigger::of(at, node)).collect(),
        })
    }

    /// Returns the autoscaler that KEDA makes of a ScaledObject; none of a ScaledJob, whose Jobs it counts itself.
    pub fn autoscaler(self) -> Option<Object> {
        let scale_target_ref = CrossVersionObjectReference { api_version: None, kind: self.kind, name: self.target };
        let is_scaled = scale_target_ref.kind != "ScaledJob";
        let spec = HorizontalPodAutoscalerSpec {
            scale_target_ref,
            min_replicas: Some(self.fewest),
            ..HorizontalPodAutoscalerSpec::default()
        };
        let metadata = ObjectMeta {
            name: Some(format!("{MADE_BY_KEDA}{}", self.name)),
            namespace: Some(self.namespace),
            ..ObjectMeta::default()
        };
        let made = HorizontalPodAutoscaler { metadata, spec, ..HorizontalPodAutoscaler::default() };
        is_scaled.then(|| Object::HorizontalPodAutoscaler(Box::new(made)))
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
