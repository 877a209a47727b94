//! The fields of objects that name something else, each with what it names.

use super::Manifest;
use crate::yaml::{FieldPath, Node, Segment};

/// The thing that a field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// A volume of the same Pod, or a claim template of its StatefulSet.
    Volume,
    /// A port of the same container.
    OwnPort,
    /// An object of a kind.
    Object(&'static str),
    /// An object of the kind that stands beside the name.
    AnyObject,
    /// A key of an object of a kind, whose name stands in another field, so many levels above and then below.
    Key(&'static str, usize, &'static str),
    /// The Pods that a selector of labels finds.
    Pods,
    /// A container port of the Pods that the Service finds.
    TargetPort,
    /// A port of the Service beside it, so many levels above.
    ServicePort(usize),
    /// A container of the same Pod.
    Container,
}

impl Names {
    /// Returns true if it is an object by its name.
    const fn is_object(self) -> bool {
        matches!(self, Self::Object(_) | Self::AnyObject)
    }

    /// Returns the kind of the object that is named, unless it stands beside the name.
    const fn kind(self) -> Option<&'static str> {
        match self {
            Self::Object(kind) => Some(kind),
            _ => None,
        }
    }
}

/// Fields of Pods, from the pod spec: `*` is any item. `container` is any container.
const OF_PODS: &[(&str, Names)] = &[
    ("container.volumeMounts.*.name", Names::Volume),
    ("container.volumeDevices.*.name", Names::Volume),
    ("container.env.*.valueFrom.configMapKeyRef.name", Names::Object("ConfigMap")),
    ("container.env.*.valueFrom.configMapKeyRef.key", Names::Key("ConfigMap", 1, "name")),
    ("container.env.*.valueFrom.secretKeyRef.name", Names::Object("Secret")),
    ("container.env.*.valueFrom.secretKeyRef.key", Names::Key("Secret", 1, "name")),
    ("container.env.*.valueFrom.resourceFieldRef.containerName", Names::Container),
    ("container.envFrom.*.configMapRef.name", Names::Object("ConfigMap")),
    ("container.envFrom.*.secretRef.name", Names::Object("Secret")),
    ("container.livenessProbe.httpGet.port", Names::OwnPort),
    ("container.livenessProbe.tcpSocket.port", Names::OwnPort),
    ("container.readinessProbe.httpGet.port", Names::OwnPort),
    ("container.readinessProbe.tcpSocket.port", Names::OwnPort),
    ("container.startupProbe.httpGet.port", Names::OwnPort),
    ("container.startupProbe.tcpSocket.port", Names::OwnPort),
    ("container.lifecycle.postStart.httpGet.port", Names::OwnPort),
    ("container.lifecycle.preStop.httpGet.port", Names::OwnPort),
    ("ephemeralContainers.*.targetContainerName", Names::Container),
    ("volumes.*.configMap.name", Names::Object("ConfigMap")),
    ("volumes.*.configMap.items.*.key", Names::Key("ConfigMap", 3, "name")),
    ("volumes.*.secret.secretName", Names::Object("Secret")),
    ("volumes.*.secret.items.*.key", Names::Key("Secret", 3, "secretName")),
    ("volumes.*.persistentVolumeClaim.claimName", Names::Object("PersistentVolumeClaim")),
    ("volumes.*.projected.sources.*.configMap.name", Names::Object("ConfigMap")),
    ("volumes.*.projected.sources.*.configMap.items.*.key", Names::Key("ConfigMap", 3, "name")),
    ("volumes.*.projected.sources.*.secret.name", Names::Object("Secret")),
    ("volumes.*.projected.sources.*.secret.items.*.key", Names::Key("Secret", 3, "name")),
    ("serviceAccountName", Names::Object("ServiceAccount")),
    ("imagePullSecrets.*.name", Names::Object("Secret")),
];

/// Fields of other objects, by their kinds.
const OF_OBJECTS: &[(&str, &str, Names)] = &[
    ("Service", "spec.selector", Names::Pods),
    ("Service", "spec.selector.*", Names::Pods),
    ("Service", "spec.ports.*.targetPort", Names::TargetPort),
    ("NetworkPolicy", "spec.podSelector", Names::Pods),
    ("NetworkPolicy", "spec.podSelector.matchLabels", Names::Pods),
    ("NetworkPolicy", "spec.podSelector.matchLabels.*", Names::Pods),
    ("PodDisruptionBudget", "spec.selector", Names::Pods),
    ("PodDisruptionBudget", "spec.selector.matchLabels", Names::Pods),
    ("PodDisruptionBudget", "spec.selector.matchLabels.*", Names::Pods),
    ("StatefulSet", "spec.serviceName", Names::Object("Service")),
    ("HorizontalPodAutoscaler", "spec.scaleTargetRef.name", Names::AnyObject),
    ("ScaledObject", "spec.scaleTargetRef.name", Names::AnyObject),
    ("RoleBinding", "roleRef.name", Names::AnyObject),
    ("RoleBinding", "subjects.*.name", Names::AnyObject),
    ("ClusterRoleBinding", "roleRef.name", Names::AnyObject),
    ("ClusterRoleBinding", "subjects.*.name", Names::AnyObject),
    ("Ingress", "spec.defaultBackend.service.name", Names::Object("Service")),
    ("Ingress", "spec.defaultBackend.service.port.name", Names::ServicePort(2)),
    ("Ingress", "spec.defaultBackend.service.port.number", Names::ServicePort(2)),
    ("Ingress", "spec.rules.*.http.paths.*.backend.service.name", Names::Object("Service")),
    ("Ingress", "spec.rules.*.http.paths.*.backend.service.port.name", Names::ServicePort(2)),
    ("Ingress", "spec.rules.*.http.paths.*.backend.service.port.number", Names::ServicePort(2)),
    ("Ingress", "spec.tls.*.secretName", Names::Object("Secret")),
];

/// Returns what a field of an object names.
pub(crate) fn names_at(manifest: &Manifest, path: &FieldPath) -> Option<Names> {
    let kind = manifest.identity.kind.as_str();
    let of_object = OF_OBJECTS.iter().find(|(of, pattern, _)| *of == kind && fits(pattern, path.segments()));
    of_object.map(|(_, _, names)| *names).or_else(|| {
        let below = path.segments().get(pod_path(manifest)?.segments().len()..)?;
        OF_PODS.iter().find(|(pattern, _)| fits(pattern, below)).map(|(_, names)| *names)
    })
}

/// Returns the way to the pod spec of an object.
pub(crate) fn pod_path(manifest: &Manifest) -> Option<FieldPath> {
    Some(manifest.pod()?.path())
}

/// The lists of containers.
pub(crate) const CONTAINERS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

fn fits(pattern: &str, path: &[Segment<'_>]) -> bool {
    let (pattern, path) = match (pattern.strip_prefix("container."), path) {
        (Some(rest), [Segment::Field(list), Segment::Index(_), path @ ..]) if CONTAINERS.contains(&list.as_ref()) => {
            (rest, path)
        }
        (Some(_), _) => return false,
        (None, path) => (pattern, path),
    };
    let mut words = pattern.split('.');
    let is_same = |segment: &Segment<'_>| match (words.next(), segment) {
        (Some("*"), _) => true,
        (Some(word), Segment::Field(name) | Segment::Key(name)) => word == name,
        _ => false,
    };
    path.iter().all(is_same) && words.next().is_none()
}

/// The name of an object in a field.
pub(crate) struct NamedObject<'t> {
    /// The kind of the object that is named; `None` where it stands beside the name.
    pub(crate) kind: Option<&'static str>,
    /// The name.
    pub(crate) name: &'t str,
    /// The mapping that holds the name.
    pub(crate) beside: Node<'t>,
    /// The field that holds the name.
    pub(crate) place: FieldPath,
}

/// Returns the names of other objects in the fields of an object and its Pod, in the order of the tables.
pub(crate) fn named_objects(manifest: &Manifest) -> Vec<NamedObject<'_>> {
    let mut found = Found(Vec::new());
    let own = manifest.identity.kind.as_str();
    for (_, pattern, names) in OF_OBJECTS.iter().filter(|(of, _, names)| *of == own && names.is_object()) {
        found.collect(manifest.node(), FieldPath::default(), pattern, *names);
    }
    let pod = pod_path(manifest).and_then(|path| Some((manifest.node().at(&path)?, path)));
    let Some((pod, path)) = pod else { return found.0 };
    for (pattern, names) in OF_PODS.iter().filter(|(_, names)| names.is_object()) {
        let Some(rest) = pattern.strip_prefix("container.") else {
            found.collect(pod, path.clone(), pattern, *names);
            continue;
        };
        for list in CONTAINERS {
            for (index, container) in pod.get(list).iter().flat_map(|containers| containers.items()).enumerate() {
                found.collect(container, path.clone().field(list).index(index), rest, *names);
            }
        }
    }
    found.0
}

struct Found<'t>(Vec<NamedObject<'t>>);

impl<'t> Found<'t> {
    /// Adds the names at the places that a pattern leads to below a node.
    fn collect(&mut self, node: Node<'t>, path: FieldPath, pattern: &'static str, names: Names) {
        let (word, rest) = pattern.split_once('.').unwrap_or((pattern, ""));
        if word == "*" {
            for (index, item) in node.items().enumerate() {
                self.collect(item, path.clone().index(index), rest, names);
            }
            return;
        }
        let Some(next) = node.get(word) else { return };
        let place = path.field(word);
        if !rest.is_empty() {
            self.collect(next, place, rest, names);
        } else if let Some(name) = next.as_str() {
            self.0.push(NamedObject { kind: names.kind(), name, beside: node, place });
        }
    }
}
