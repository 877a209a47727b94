//! The rule `too-few-replicas`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Setting, Sink};
use crate::wording::counted;
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Deployment with one replica and without an autoscaler in the input. Deployments that are scaled to zero or use
    /// the strategy `Recreate` are not reported.
    ///
    /// ## Why it matters
    /// While its only Pod is moved to another node or replaced after a crash, the service is unavailable.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 1
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ```
    "too-few-replicas", Info, Reliability, Check::ObjectInContext(check), off, needs_others, settings(&[&LEAST])
}

/// The fewest replicas that will do.
static LEAST: Setting = Setting { name: "least", default: 2, help: "the fewest replicas that will do" };

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Deployment(deployment) = object.manifest.object() else { return };
    let Some(spec) = &deployment.spec else { return };
    let (least, replicas) = (out.setting(&LEAST), u64::try_from(spec.replicas.unwrap_or(1)).unwrap_or(0));
    let is_recreated = spec.strategy.as_ref().is_some_and(|strategy| strategy.type_.as_deref() == Some("Recreate"));
    let name = deployment.metadata.name.as_deref().unwrap_or_default();
    if (1..least).contains(&replicas) && !is_recreated && !object.context().is_autoscaled("Deployment", name) {
        out.at(FieldPath::default().field("spec.replicas"), format!("`{name}` has {}", counted(replicas, "replica")))
            .help(format!("ask for {least} at least, if the program can run more than once"));
    }
}
