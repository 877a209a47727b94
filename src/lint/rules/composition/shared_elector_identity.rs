//! The rule `shared-elector-identity`.

use crate::composition::Role;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A leader elector that has the same identity in every Pod: a constant in `POD_NAME` or `--id`, in a workload of
    /// several replicas.
    ///
    /// ## Why it matters
    /// The holder of a Lease is recognised by its identity. If all replicas have the same identity, each believes that
    /// it holds the Lease, and all of them lead at once.
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
    ///         - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    ///         - name: elector
    ///           image: registry.example.com/leader-elector:1.2.0
    ///           env: [{name: POD_NAME, value: scheduler}]
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
    ///         - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    ///         - name: elector
    ///           image: registry.example.com/leader-elector:1.2.0
    ///           env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
    /// ```
    "shared-elector-identity", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let context = pod.context();
    let several = pod.manifest.replicas().is_none_or(|replicas| replicas > 1)
        || context.is_autoscaled(pod.pod.kind, context.name.unwrap_or_default());
    if !several || pod.pod.kind == "Pod" || pod.pod.is_job() {
        return;
    }
    for (member, container) in pod.composition().members.iter().zip(&pod.containers) {
        if member.role != Role::LeaderElection && !member.coordination.elects {
            continue;
        }
        let constant = |value: &str| !value.is_empty() && !value.contains('$');
        let is_identity = |name: &str| matches!(name, "POD_NAME" | "IDENTITY" | "ELECTOR_IDENTITY" | "POD_ID");
        for (at, variable) in container.spec.env.iter().flatten().enumerate() {
            if is_identity(&variable.name) && variable.value.as_deref().is_some_and(constant) {
                let place = container.path.clone().field("env").index(at).field("value");
                report(&member.name, place, out);
            }
        }
        for option in member.command.options() {
            let identity = matches!(
                option.name,
                "--id" | "--identity" | "-id" | "-identity" | "--leader-elect-identity" | "--leader-election-identity"
            );
            if identity && option.value.is_some_and(constant) {
                report(&member.name, member.command.place_of(option.at, &member.path), out);
            }
        }
    }
}

fn report(name: &str, place: FieldPath, out: &mut Sink<'_>) {
    out.at(place, format!("`{name}` has this identity in every Pod, so that all of them lead"))
        .help("take the Pod's own name: `valueFrom: {fieldRef: {fieldPath: metadata.name}}`");
}
