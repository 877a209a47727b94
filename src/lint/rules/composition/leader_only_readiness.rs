//! The rule `leader-only-readiness`.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::composition::{Member, Role};
use crate::k8s::{Container, Object};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A readiness probe that succeeds in the replica that leads only, in a workload that is updated step by step.
    ///
    /// ## Why it matters
    /// The controller waits for the new Pods to become ready before it removes the old ones. None of the new Pods does
    /// while an old one leads, and the old leader stays because no other Pod is ready: the update never ends. A StatefulSet
    /// does not even start its third Pod.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: scheduler}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: scheduler}}
    ///   template:
    ///     metadata: {labels: {app: scheduler}}
    ///     spec:
    ///       containers:
    ///         - name: app
    ///           image: registry.example.com/scheduler:1.3.0
    ///           readinessProbe:
    ///             exec: {command: [sh, -c, "curl -s http://localhost:4040/ | grep -q $HOSTNAME"]}
    ///         - name: elector
    ///           image: registry.k8s.io/leader-elector:0.5
    ///           args: [--election=scheduler, "--http=localhost:4040"]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: scheduler}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: scheduler}}
    ///   template:
    ///     metadata: {labels: {app: scheduler}}
    ///     spec:
    ///       containers:
    ///         - name: app
    ///           image: registry.example.com/scheduler:1.3.0
    ///           readinessProbe:
    ///             httpGet: {path: /healthz, port: 8080}
    ///         - name: elector
    ///           image: registry.k8s.io/leader-elector:0.5
    ///           args: [--election=scheduler, "--http=localhost:4040"]
    /// ```
    "leader-only-readiness", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if !waits_for_ready_pods(pod.manifest.object()) {
        return;
    }
    let members = &pod.composition().members;
    let electors = || members.iter().filter(|member| member.role == Role::LeaderElection && member.is_long_running());
    for container in &pod.containers {
        let Some(elector) =
            electors().find(|elector| container.path != elector.path && asks_who_leads(container, elector))
        else {
            continue;
        };
        out.at(
            container.path.clone().field("readinessProbe"),
            format!("`{}` is ready only in the Pod that leads, so that an update never ends", container.name()),
        )
        .help("probe whether the container works, and let a label lead the Service to the leader")
        .related(&elector.path, "says who leads");
    }
}

/// Returns true if the controller of a workload replaces its Pods step by step, and waits until those of a step are ready.
fn waits_for_ready_pods(object: &Object) -> bool {
    let all = |most: Option<&IntOrString>| most.is_some_and(|most| *most == IntOrString::String("100%".to_owned()));
    match object {
        Object::Deployment(deployment) => {
            let strategy = deployment.spec.as_ref().and_then(|spec| spec.strategy.as_ref());
            let rolling = strategy.and_then(|strategy| strategy.rolling_update.as_ref());
            strategy.and_then(|strategy| strategy.type_.as_deref()) != Some("Recreate")
                && !all(rolling.and_then(|rolling| rolling.max_unavailable.as_ref()))
        }
        Object::StatefulSet(set) => {
            let spec = set.spec.as_ref();
            spec.and_then(|spec| spec.pod_management_policy.as_deref()) != Some("Parallel")
        }
        _ => false,
    }
}

/// Returns true if the readiness of a container depends on what an elector on localhost answers: whether it names this
/// Pod.
fn asks_who_leads(container: &Container<'_>, elector: &Member) -> bool {
    let probe = container.spec.readiness_probe.as_ref().and_then(|probe| probe.exec.as_ref());
    let Some(command) = probe.and_then(|exec| exec.command.as_deref()) else { return false };
    let text = command.join(" ");
    let asks =
        |port: u16| ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| text.contains(&format!("{host}:{port}")));
    let compares = ["HOSTNAME", "hostname", "POD_NAME"].iter().any(|name| text.contains(name));
    compares && elector.ports.iter().any(|listen| asks(listen.port))
}
