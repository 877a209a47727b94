//! The rule `adapter-gates-traffic`.

use crate::composition::Role;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A readinessProbe on an adapter, such as a metrics exporter.
    ///
    /// ## Why it matters
    /// A Pod is ready only when all its containers are ready. While the exporter is not ready, Services send no traffic
    /// to the Pod, even though the application can answer.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: cache
    ///     image: redis:8.2.1
    ///   - name: metrics
    ///     image: oliver006/redis_exporter:v1.74.0
    ///     ports: [{name: metrics, containerPort: 9121}]
    ///     readinessProbe: {httpGet: {path: /health, port: metrics}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: cache
    ///     image: redis:8.2.1
    ///   - name: metrics
    ///     image: oliver006/redis_exporter:v1.74.0
    ///     ports: [{name: metrics, containerPort: 9121}]
    ///     livenessProbe: {httpGet: {path: /health, port: metrics}}
    /// ```
    "adapter-gates-traffic", Info, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    let others =
        composition.members.iter().filter(|member| member.role == Role::Main && member.is_long_running()).count();
    for member in composition.with_role(Role::Adapter).filter(|member| member.is_long_running() && others > 0) {
        let Some(container) = pod.containers.iter().find(|container| container.path == member.path) else { continue };
        if container.spec.readiness_probe.is_some() {
            let message = format!("the Pod receives no traffic while its adapter `{}` is not ready", member.name);
            out.at(member.path.clone().field("readinessProbe"), message)
                .help("remove the readinessProbe; a livenessProbe restarts only the adapter");
        }
    }
}
