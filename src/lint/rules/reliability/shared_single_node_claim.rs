//! The rule `shared-single-node-claim`.

use k8s_openapi::api::core::v1::PersistentVolumeClaim;

use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A workload with several replicas whose Pods all mount one claim that only a single node or Pod may use at a time
    /// (`ReadWriteOnce`, `ReadWriteOncePod`).
    ///
    /// ## Why it matters
    /// All Pods have to run on the node that has the volume. On any other node they stay in `ContainerCreating`, and a
    /// rolling update waits for a Pod that cannot start.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data}
    /// spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
    ///       containers:
    ///         - {name: shop, image: "registry.example.com/shop:2.4.1", volumeMounts: [{name: data, mountPath: /data}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: data}
    /// spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 5Gi}}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: shop}
    /// spec:
    ///   replicas: 3
    ///   selector: {matchLabels: {app: shop}}
    ///   template:
    ///     metadata: {labels: {app: shop}}
    ///     spec:
    ///       volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
    ///       containers:
    ///         - {name: shop, image: "registry.example.com/shop:2.4.1", volumeMounts: [{name: data, mountPath: /data}]}
    /// ```
    "shared-single-node-claim", Warning, Reliability, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    let Some(replicas) = manifest.replicas().filter(|&replicas| replicas > 1) else { return };
    let context = object.context();
    let Some(pod) = manifest.pod() else { return };
    // On one node, all Pods can use it.
    let on_one_node = pod.spec.node_name.is_some()
        || pod.spec.node_selector.iter().flatten().any(|(key, _)| key == "kubernetes.io/hostname")
        || pod.spec.affinity.as_ref().is_some_and(|affinity| affinity.pod_affinity.is_some());
    for (at, volume) in pod.spec.volumes.iter().flatten().enumerate() {
        let Some(claim) = volume.persistent_volume_claim.as_ref().filter(|claim| claim.read_only != Some(true)) else {
            continue;
        };
        let Some(mode) = single_mode(context.claims(&claim.claim_name)) else { continue };
        if on_one_node && mode == "ReadWriteOnce" {
            continue;
        }
        let (name, of) = (&claim.claim_name, if mode == "ReadWriteOnce" { "one node" } else { "one Pod" });
        out.at(
            pod.path().field("volumes").index(at).field("persistentVolumeClaim.claimName"),
            format!("{replicas} Pods mount `{name}`, which {of} may use at a time ({mode})"),
        )
        .help("use a StatefulSet with `volumeClaimTemplates`, a claim that is ReadWriteMany, or one replica");
    }
}

/// The only way that a claim of the input may be used, where that is by one node or Pod at a time.
fn single_mode<'a>(claims: &[&'a PersistentVolumeClaim]) -> Option<&'a str> {
    let [claim] = claims else { return None };
    let modes = claim.spec.as_ref()?.access_modes.as_deref()?;
    let single = |mode: &String| mode == "ReadWriteOnce" || mode == "ReadWriteOncePod";
    modes.iter().all(single).then(|| modes.first().map(String::as_str))?
}
