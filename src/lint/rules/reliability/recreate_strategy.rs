//! The rule `recreate-strategy`.

use k8s_openapi::api::core::v1::PersistentVolumeClaim;

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Deployment that stops all its Pods before it starts new ones (`Recreate`), or a StatefulSet or DaemonSet that
    /// does not replace its Pods by itself (`OnDelete`). A Deployment that mounts a claim for a single node needs
    /// `Recreate` and is not reported.
    ///
    /// ## Why it matters
    /// With `Recreate`, the service is down from the end of the last old Pod until the first new one is ready. With
    /// `OnDelete`, a change reaches a Pod only when somebody deletes it.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   strategy: {type: Recreate}
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
    ///   strategy: {type: RollingUpdate}
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ```
    "recreate-strategy", Info, Reliability, Check::ObjectInContext(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let (kind, field) = match object.manifest.object() {
        Object::Deployment(it) => {
            let strategy = it.spec.as_ref().and_then(|spec| spec.strategy.as_ref());
            (strategy.and_then(|strategy| strategy.type_.as_deref()), "spec.strategy.type")
        }
        Object::StatefulSet(it) => {
            let strategy = it.spec.as_ref().and_then(|spec| spec.update_strategy.as_ref());
            (strategy.and_then(|strategy| strategy.type_.as_deref()), "spec.updateStrategy.type")
        }
        Object::DaemonSet(it) => {
            let strategy = it.spec.as_ref().and_then(|spec| spec.update_strategy.as_ref());
            (strategy.and_then(|strategy| strategy.type_.as_deref()), "spec.updateStrategy.type")
        }
        _ => return,
    };
    let message = match kind {
        Some("Recreate") if !mounts_claim(object) => "all Pods stop before new ones start",
        Some("OnDelete") => "no Pod is replaced until somebody deletes it",
        _ => return,
    };
    out.at(FieldPath::default().field(field), message).help("write `RollingUpdate`");
}

/// Returns true if the Pods mount a claim that may be for one node at a time: the input does not say otherwise.
fn mounts_claim(object: &ObjectView<'_>) -> bool {
    let context = object.context();
    let pod = object.manifest.pod();
    let claims = pod.iter().flat_map(|pod| pod.spec.volumes.iter().flatten());
    let mut claims = claims.filter_map(|volume| volume.persistent_volume_claim.as_ref());
    let is_shared = |claim: &&PersistentVolumeClaim| {
        let modes = claim.spec.as_ref().and_then(|spec| spec.access_modes.as_ref());
        modes.into_iter().flatten().any(|mode| mode.ends_with("Many"))
    };
    claims.any(|claim| !context.claims(&claim.claim_name).iter().any(is_shared))
}
