//! The checks of kube-score 1.20.0, and the rules here that look for the same.
//!
//! Source: `score` of kube-score.

use super::check::PeerCheck;

/// Every check of kube-score 1.20.0, by id.
pub(super) static CHECKS: &[PeerCheck] = &[
    PeerCheck::on("container-image-tag", &["latest-image"]),
    PeerCheck::off(
        "container-ports-check",
        &["duplicate-value", "too-long", "invalid-value", "missing-field", "ambiguous-port-name"],
    )
    .but("as the API server judges"),
    PeerCheck::off("container-seccomp-profile", &["unset-seccomp"]),
    PeerCheck::on("container-security-context-privileged", &["privileged-container"]),
    PeerCheck::on("cronjob-restartpolicy", &["unsupported-value", "missing-field"]).but("as the API server judges"),
    PeerCheck::on("deployment-pod-selector-labels-match-template-metadata-labels", &["invalid-value", "missing-field"])
        .but("as the API server judges"),
    PeerCheck::on("environment-variable-key-duplication", &["duplicate-variable"])
        .but("a value that is put together from the one before is left alone"),
    PeerCheck::on("ingress-targets-service", &["unknown-backend-port", "misspelt-reference"]),
    PeerCheck::on("label-values", &["invalid-value", "too-long"]).but("as the API server judges"),
    PeerCheck::on("pod-probes", &["missing-readiness-probe"])
        .but("each container that a Service leads to, not one of the Pod"),
    PeerCheck::on("pod-topology-spread-constraints", &["missing-field", "invalid-value", "unsupported-value"]),
    PeerCheck::on("service-targets-pod", &["misspelt-selector"]),
    PeerCheck::on("stable-version", &["removed-api", "unknown-api"])
        .but("versions that were removed, for the release that `--kubernetes-version` names"),
    PeerCheck::on("statefulset-has-servicename", &["unknown-governing-service"]),
    PeerCheck::on(
        "statefulset-pod-selector-labels-match-template-metadata-labels",
        &["invalid-value", "missing-field"],
    )
    .but("as the API server judges"),
];
