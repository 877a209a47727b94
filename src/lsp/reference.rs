//! The fields of objects that name something else of the same text, each with what it names.

use crate::k8s::Manifest;
use crate::yaml::{FieldPath, Node, Segment};

/// The thing that a field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
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
pub(super) fn at(manifest: &Manifest, path: &FieldPath) -> Option<Names> {
    let kind = manifest.identity.kind.as_str();
    let of_object = OF_OBJECTS.iter().find(|(of, pattern, _)| *of == kind && fits(pattern, path.segments()));
    of_object.map(|(_, _, names)| *names).or_else(|| {
        let below = path.segments().get(pod_path(manifest)?.segments().len()..)?;
        OF_PODS.iter().find(|(pattern, _)| fits(pattern, below)).map(|(_, names)| *names)
    })
}

/// Returns the way to the pod spec of an object.
pub(super) fn pod_path(manifest: &Manifest) -> Option<FieldPath> {
    Some(manifest.pod()?.path())
}

/// The lists of containers.
pub(super) const CONTAINERS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

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

/// Returns a node so many levels above another one.
pub(super) fn above<'t>(root: Node<'t>, path: &FieldPath, levels: usize) -> Option<Node<'t>> {
    let length = path.segments().len().checked_sub(levels)?;
    root.at(&FieldPath::new(path.segments()[..length].iter().cloned()))
}
