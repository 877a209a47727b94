//! The checks of kube-linter 0.8.3, and the rules here that look for the same.
//!
//! Source: `pkg/builtinchecks` of kube-linter.

use super::check::PeerCheck;

/// The rules that say what the API server refuses.
const VALIDITY: &[&str] = &[
    "syntax-error",
    "duplicate-key",
    "unknown-field",
    "wrong-type",
    "missing-field",
    "invalid-value",
    "unsupported-value",
    "forbidden-field",
    "duplicate-value",
    "too-long",
    "too-many",
    "unresolved-reference",
];

/// Every check of kube-linter 0.8.3, by id.
pub(super) static CHECKS: &[PeerCheck] = &[
    PeerCheck::off("dangling-horizontalpodautoscaler", &["autoscaler-without-workload"]),
    PeerCheck::off("dangling-ingress", &["unknown-backend-port"]),
    PeerCheck::off("dangling-networkpolicypeer-podselector", &["unmatched-policy-peer"]),
    PeerCheck::on("dangling-service", &["misspelt-selector"]).but("looks at the whole input, not at one folder"),
    PeerCheck::off("dnsconfig-options", &["missing-ndots"]).but("any value of `ndots` will do"),
    PeerCheck::on("duplicate-env-var", &["duplicate-variable"]).but("a value that is put together from the one before is left alone"),
    PeerCheck::off("env-value-from", &["unknown-config-key"]).but("`envFrom` and volumes count too"),
    PeerCheck::on("host-ipc", &["host-ipc"]),
    PeerCheck::on("host-network", &["host-network"]),
    PeerCheck::on("host-pid", &["host-pid"]),
    PeerCheck::off("hpa-minimum-three-replicas", &["too-few-autoscaler-replicas"]).but("two will do; `rules: {too-few-autoscaler-replicas: {least: 3}}` asks for three"),
    PeerCheck::on("invalid-target-ports", &["invalid-value", "too-long"]).but("as the API server judges"),
    PeerCheck::on("job-ttl-seconds-after-finished", &["unset-job-ttl", "job-ttl-in-cron-job"]),
    PeerCheck::on("latest-tag", &["latest-image"]),
    PeerCheck::on("liveness-port", &["dangling-probe-port", "undeclared-probe-port"]).but("a port of another container of the Pod is no fault, and native sidecars count"),
    PeerCheck::off("minimum-three-replicas", &["too-few-replicas"]).but("two will do, and an autoscaler decides where there is one; `rules: {too-few-replicas: {least: 3}}` asks for three"),
    PeerCheck::on("mismatching-selector", &["invalid-value", "missing-field"]).but("as the API server judges"),
    PeerCheck::on("no-anti-affinity", &["unspread-replicas"]).but("topology spread constraints do as well"),
    PeerCheck::on("no-extensions-v1beta", &["removed-api"]),
    PeerCheck::off("no-liveness-probe", &["missing-liveness-probe"]).but("not for Jobs, nor for init containers"),
    PeerCheck::off("no-node-affinity", &["missing-node-affinity"]).but("a `nodeSelector` does as well"),
    PeerCheck::off("no-readiness-probe", &["missing-readiness-probe"]).but("not for Jobs, nor for helpers and containers that no Service leads to"),
    PeerCheck::off("no-rolling-update-strategy", &["recreate-strategy"]).but("a Deployment that mounts a claim for one node needs `Recreate`"),
    PeerCheck::on("pdb-max-unavailable", &["blocking-disruption-budget"]),
    PeerCheck::on("pdb-min-available", &["blocking-disruption-budget"]),
    PeerCheck::on("pdb-unhealthy-pod-eviction-policy", &["unset-unhealthy-pod-eviction"]),
    PeerCheck::left_out("priority-class-name", false, "the list of names differs from company to company"),
    PeerCheck::on("privilege-escalation-container", &["privilege-escalation", "privileged-container", "added-capability"]),
    PeerCheck::on("privileged-container", &["privileged-container"]),
    PeerCheck::on("readiness-port", &["dangling-probe-port", "undeclared-probe-port"]).but("as for `liveness-port`"),
    PeerCheck::left_out("required-annotation-email", false, "which annotations an object needs differs from company to company"),
    PeerCheck::left_out("required-label-owner", false, "which labels an object needs differs from company to company"),
    PeerCheck::off("restart-policy", &["unrestarted-pod"]).but("`Always` is the default and need not be written; `Never` is right in Jobs"),
    PeerCheck::on("run-as-non-root", &["root-container"]).but("not for Pods with `hostUsers: false`"),
    PeerCheck::off("schema-validation", VALIDITY).but("as the API server judges, not as its OpenAPI schema does"),
    PeerCheck::left_out("sorted-keys", false, "the order of keys means nothing to Kubernetes; `metadata` before `spec` is what people expect"),
    PeerCheck::on("startup-port", &["dangling-probe-port", "undeclared-probe-port"]).but("as for `liveness-port`"),
    PeerCheck::off("unsafe-proc-mount", &["unmasked-proc-mount"]).but("not in a user namespace"),
    PeerCheck::on("unsafe-sysctls", &["unsafe-sysctl"]).but("the parameters that Kubernetes calls safe are safe"),
    PeerCheck::on("unset-cpu-requirements", &["missing-cpu-request"]).but("not for init containers that end, nor where the Pod or a LimitRange requests"),
    PeerCheck::on("unset-memory-requirements", &["missing-memory-limit"]).but("not for init containers that end, nor where the Pod or a LimitRange has a limit"),
];
