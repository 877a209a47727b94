//! The rule `broker-without-volume`.

use crate::composition::{MOST_SELECTED, Volume, VolumeKind, WorkloadPods};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// RabbitMQ without a volume for its data, from which another workload of the input takes its work.
    ///
    /// ## Why it matters
    /// RabbitMQ keeps durable queues on disk. Without a volume they are in the file system of the container: when the Pod
    /// is deleted or moved to another node, all work that waits is lost.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: queue}
    /// spec:
    ///   serviceName: queue
    ///   selector: {matchLabels: {app: queue}}
    ///   template:
    ///     metadata: {labels: {app: queue}}
    ///     spec: {containers: [{name: rabbitmq, image: "rabbitmq:4.1"}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: queue}
    /// spec: {selector: {app: queue}, ports: [{port: 5672}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: worker}
    /// spec:
    ///   containers:
    ///     - name: worker
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: AMQP_URL, value: "amqp://queue:5672"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: queue}
    /// spec:
    ///   serviceName: queue
    ///   selector: {matchLabels: {app: queue}}
    ///   template:
    ///     metadata: {labels: {app: queue}}
    ///     spec:
    ///       containers:
    ///         - name: rabbitmq
    ///           image: rabbitmq:4.1
    ///           volumeMounts: [{name: data, mountPath: /var/lib/rabbitmq}]
    ///   volumeClaimTemplates:
    ///     - metadata: {name: data}
    ///       spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Gi}}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: queue}
    /// spec: {selector: {app: queue}, ports: [{port: 5672}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: worker}
    /// spec:
    ///   containers:
    ///     - name: worker
    ///       image: registry.example.com/shop:2.4.1
    ///       env: [{name: AMQP_URL, value: "amqp://queue:5672"}]
    /// ```
    "broker-without-volume", Info, Reliability, Check::Pod(check), needs_others
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    for (at, member) in composition.members.iter().enumerate() {
        if member.software().is_none_or(|software| software.id != "rabbitmq") || !member.is_long_running() {
            continue;
        }
        let lasts = |volume: &&Volume| !matches!(volume.kind, VolumeKind::Injected | VolumeKind::EmptyDir);
        let mut kept = composition.volumes.iter().filter(lasts).flat_map(|volume| &volume.mounts);
        if kept.any(|mount| mount.member == at) {
            continue;
        }
        let Some(worker) = worker_of(pod) else { continue };
        out.at(
            &member.path,
            format!("`{}` is the broker of `{worker}`, and loses its queues with its Pod", member.name),
        )
        .help("mount a claim at `/var/lib/rabbitmq`");
    }
}

/// Returns the name of a workload of the input that has a Service of this Pod as its broker.
pub(super) fn worker_of<'a>(pod: &PodView<'a>) -> Option<&'a str> {
    let context = pod.context();
    let services = context.services_to(&pod.pod);
    let named = |host: &String| {
        let service = host.split('.').next();
        services.iter().any(|own| own.metadata.name.as_deref() == service)
    };
    let mut near = context.neighbours().iter().take(MOST_SELECTED);
    let works = |pods: &&&WorkloadPods| pods.facts.containers.iter().flat_map(|it| &it.brokers).any(named);
    near.find(works).map(|pods| pods.name())
}
