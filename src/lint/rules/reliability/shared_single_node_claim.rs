//! The rule `shared-single-node-claim`.

use k8s_openapi::api::core::v1::PersistentVolumeClaim;

use crate::k8s::Manifest;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};

rule! {
    /// ## What it catches
    /// A workload with several replicas whose Pods all mount one claim that only a single node or Pod may use at a time
    /// (`ReadWriteOnce`, `ReadWriteOncePod`), or a Deployment whose updates start a second Pod for a claim of one Pod.
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
    let context = object.context();
    let (kind, own) = (&manifest.identity.kind, context.name.unwrap_or_default());
    let kept = context.autoscaled_from(kind, own).unwrap_or_default();
    let replicas = manifest.replicas().unwrap_or(1).max(kept);
    let surges = replicas == 1 && starts_before_it_ends(manifest);
    if replicas < 2 && !surges {
        return;
    }
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
        if (on_one_node || surges) && mode == "ReadWriteOnce" {
            continue;
        }
        let (name, of) = (&claim.claim_name, if mode == "ReadWriteOnce" { "one node" } else { "one Pod" });
        let who = if surges { "a second Pod of each update".to_owned() } else { format!("{replicas} Pods") };
        let mount = if surges { "mounts" } else { "mount" };
        out.at(
            pod.path().field("volumes").index(at).field("persistentVolumeClaim.claimName"),
            format!("{who} {mount} `{name}`, which {of} may use at a time ({mode})"),
        )
        .help(if surges {
            "set `strategy: {type: Recreate}`"
        } else {
            "use a StatefulSet with `volumeClaimTemplates`, a claim that is ReadWriteMany, or one replica"
        });
    }
}

/// Returns true if a Deployment starts the next Pod while the last one still runs.
fn starts_before_it_ends(manifest: &Manifest) -> bool {
    let strategy = manifest.node().get("spec").and_then(|spec| spec.get("strategy"));
    let word = |field: &str| strategy.and_then(|strategy| strategy.get(field)?.as_str());
    let surge = strategy.and_then(|strategy| strategy.get("rollingUpdate")?.get("maxSurge"));
    let none = surge.is_some_and(|surge| matches!(surge.text(), "0" | "0%"));
    manifest.identity.kind == "Deployment" && word("type") != Some("Recreate") && !none
}

/// The only way that a claim of the input may be used, where that is by one node or Pod at a time.
fn single_mode<'a>(claims: &[&'a PersistentVolumeClaim]) -> Option<&'a str> {
    let [claim] = claims else { return None };
    let modes = claim.spec.as_ref()?.access_modes.as_deref()?;
    let single = |mode: &String| mode == "ReadWriteOnce" || mode == "ReadWriteOncePod";
    modes.iter().all(single).then(|| modes.first().map(String::as_str))?
}
