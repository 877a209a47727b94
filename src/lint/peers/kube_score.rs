//! The checks of kube-score 1.20.0, and the rules here that look for the same.
//!
//! Source: `score` of kube-score.

use super::check::PeerCheck;

/// Every check of kube-score 1.20.0, by id.
pub(super) static CHECKS: &[PeerCheck] = &[
    PeerCheck::off("container-cpu-requests-equal-limits", &["uneven-cpu"]),
    PeerCheck::on("container-ephemeral-storage-request-and-limit", &["missing-ephemeral-storage"]),
    PeerCheck::off("container-ephemeral-storage-request-equals-limit", &["uneven-ephemeral-storage"]),
    PeerCheck::on("container-image-pull-policy", &["cached-image"]).but("an image with a digest cannot change"),
    PeerCheck::on("container-image-tag", &["latest-image"]),
    PeerCheck::off("container-memory-requests-equal-limits", &["uneven-memory"]),
    PeerCheck::off(
        "container-ports-check",
        &["duplicate-value", "too-long", "invalid-value", "missing-field", "ambiguous-port-name"],
    )
    .but("as the API server decides"),
    PeerCheck::off("container-resource-requests-equal-limits", &["uneven-cpu", "uneven-memory"]),
    PeerCheck::on(
        "container-resources",
        &["missing-cpu-request", "missing-cpu-limit", "missing-memory-request", "missing-memory-limit"],
    )
    .but("not for init containers that end, nor where the Pod or a LimitRange says it"),
    PeerCheck::off("container-seccomp-profile", &["unset-seccomp"]),
    PeerCheck::on("container-security-context-privileged", &["privileged-container"]),
    PeerCheck::on("container-security-context-readonlyrootfilesystem", &["writable-root-file-system"]),
    PeerCheck::on("container-security-context-user-group-id", &["low-user-id", "low-group-id"]),
    PeerCheck::on("cronjob-has-deadline", &["missing-cron-deadline"]),
    PeerCheck::on("cronjob-restartpolicy", &["unsupported-value", "missing-field"]).but("as the API server decides"),
    PeerCheck::on("deployment-has-host-podantiaffinity", &["unspread-replicas"])
        .but("topology spread constraints do as well"),
    PeerCheck::on("deployment-has-poddisruptionbudget", &["missing-disruption-budget"]),
    PeerCheck::on("deployment-pod-selector-labels-match-template-metadata-labels", &["invalid-value", "missing-field"])
        .but("as the API server decides"),
    PeerCheck::on("deployment-replicas", &["too-few-replicas"]).but("also without a Service"),
    PeerCheck::on("deployment-strategy", &["recreate-strategy"])
        .but("a Deployment that mounts a claim for one node needs `Recreate`"),
    PeerCheck::on("deployment-targeted-by-hpa-does-not-have-replicas-configured", &["replicas-beside-autoscaler"])
        .but("StatefulSets count too"),
    PeerCheck::on("environment-variable-key-duplication", &["duplicate-variable"])
        .but("a value that is put together from the one before is not reported"),
    PeerCheck::on("horizontalpodautoscaler-has-target", &["autoscaler-without-workload"]),
    PeerCheck::on("horizontalpodautoscaler-replicas", &["too-few-autoscaler-replicas"]),
    PeerCheck::on(
        "ingress-targets-service",
        &["ingress-without-service", "unknown-backend-port", "misspelt-reference"],
    ),
    PeerCheck::on("label-values", &["invalid-value", "too-long"]).but("as the API server decides"),
    PeerCheck::on("networkpolicy-targets-pod", &["network-policy-without-pods"]),
    PeerCheck::on("pod-networkpolicy", &["unisolated-pod", "half-isolated-pod"]),
    PeerCheck::on("pod-probes", &["missing-readiness-probe"])
        .but("each container that a Service leads to, not one of the Pod"),
    PeerCheck::on("pod-probes-identical", &["identical-probes"])
        .but("a liveness probe that waits longer is another probe"),
    PeerCheck::on(
        "pod-topology-spread-constraints",
        &["topology-spread-without-selector", "missing-field", "invalid-value", "unsupported-value"],
    ),
    PeerCheck::on("poddisruptionbudget-has-policy", &["aimless-disruption-budget"]),
    PeerCheck::on("service-targets-pod", &["service-without-pods", "misspelt-selector"]),
    PeerCheck::on("service-type", &["node-port-service"]),
    PeerCheck::on("stable-version", &["removed-api", "unknown-api"])
        .but("versions that were removed, for the release that `--kubernetes-version` names"),
    PeerCheck::on("statefulset-has-host-podantiaffinity", &["unspread-replicas"])
        .but("topology spread constraints do as well"),
    PeerCheck::on("statefulset-has-poddisruptionbudget", &["missing-disruption-budget"]),
    PeerCheck::on("statefulset-has-servicename", &["unfit-governing-service", "unknown-governing-service"]),
    PeerCheck::on(
        "statefulset-pod-selector-labels-match-template-metadata-labels",
        &["invalid-value", "missing-field"],
    )
    .but("as the API server decides"),
];
