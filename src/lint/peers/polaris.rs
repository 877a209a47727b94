//! The checks of Polaris 10.2.2, and the rules here that look for the same.
//!
//! Source: `pkg/config/checks` of Polaris.

use super::check::PeerCheck;

/// Every check of Polaris 10.2.2, by id.
pub(super) static CHECKS: &[PeerCheck] = &[
    PeerCheck::on("automountServiceAccountToken", &["mounted-token"])
        .but("not where a program of the Pod talks to the API"),
    PeerCheck::on("clusterrolePodExecAttach", &["exec-right"]),
    PeerCheck::on("clusterrolebindingClusterAdmin", &["cluster-admin-binding"]),
    PeerCheck::on("clusterrolebindingPodExecAttach", &["exec-binding"])
        .but("a role that the input does not have is not checked"),
    PeerCheck::on("cpuLimitsMissing", &["missing-cpu-limit"])
        .but("not where the Pod or a LimitRange has a limit; native sidecars count"),
    PeerCheck::on("cpuRequestsMissing", &["missing-cpu-request"])
        .but("not where the Pod or a LimitRange requests; native sidecars count"),
    PeerCheck::on("dangerousCapabilities", &["added-capability"]).but("every capability beyond the default ones"),
    PeerCheck::on("deploymentMissingReplicas", &["too-few-replicas"]).but("not where an autoscaler decides"),
    PeerCheck::on("hostIPCSet", &["host-ipc"]),
    PeerCheck::on("hostNetworkSet", &["host-network"]),
    PeerCheck::on("hostPIDSet", &["host-pid"]),
    PeerCheck::on("hostPathSet", &["host-path-volume"]),
    PeerCheck::on("hostPortSet", &["host-port"]),
    PeerCheck::on("hostProcess", &["windows-host-process"]).but("init containers count too"),
    PeerCheck::on("hpaMaxAvailability", &["fixed-autoscaler"]),
    PeerCheck::on("hpaMinAvailability", &["too-few-autoscaler-replicas"]).but("`minReplicas` that is not written is 1"),
    PeerCheck::on("insecureCapabilities", &["kept-capabilities"]).but("the fourteen default ones are enough"),
    PeerCheck::on("linuxHardening", &["unhardened-container"]),
    PeerCheck::on("livenessProbeMissing", &["missing-liveness-probe"]),
    PeerCheck::on("memoryLimitsMissing", &["missing-memory-limit"]).but("as for `cpuLimitsMissing`"),
    PeerCheck::on("memoryRequestsMissing", &["missing-memory-request"]).but("as for `cpuRequestsMissing`"),
    PeerCheck::on("metadataAndInstanceMismatched", &["mismatched-instance-label"])
        .but("an object without the label is left alone, and so are names that begin or end with the instance"),
    PeerCheck::on("missingNetworkPolicy", &["unisolated-pod", "half-isolated-pod"])
        .but("a policy without rules lets nothing through, and selectors select as they do in Kubernetes"),
    PeerCheck::on("missingPodDisruptionBudget", &["missing-disruption-budget"])
        .but("selectors select as they do in Kubernetes, and one replica needs no budget"),
    PeerCheck::on("notReadOnlyRootFilesystem", &["writable-root-file-system"]).but("the Pod has no such field"),
    PeerCheck::on("pdbDisruptionsIsZero", &["blocking-disruption-budget"]),
    PeerCheck::on("pdbMinAvailableGreaterThanHPAMinReplicas", &["budget-over-autoscaler"])
        .but("as many as the autoscaler keeps is too many as well"),
    PeerCheck::on("priorityClassNotSet", &["missing-priority-class"]),
    PeerCheck::on("privilegeEscalationAllowed", &["privilege-escalation", "unset-privilege-escalation"]),
    PeerCheck::on("procMount", &["unmasked-proc-mount"]).but("not in a user namespace"),
    PeerCheck::on("pullPolicyNotAlways", &["cached-image"])
        .but("`Always` is the default where the tag is `latest`, and an image with a digest cannot change"),
    PeerCheck::on("readinessProbeMissing", &["missing-readiness-probe"])
        .but("not for helpers and containers that no Service leads to"),
    PeerCheck::on("rolePodExecAttach", &["exec-right"]),
    PeerCheck::on("rolebindingClusterAdminClusterRole", &["cluster-admin-binding"]),
    PeerCheck::on("rolebindingClusterAdminRole", &["cluster-admin-binding"]),
    PeerCheck::on("rolebindingClusterRolePodExecAttach", &["exec-binding"])
        .but("a role that the input does not have is not checked"),
    PeerCheck::on("rolebindingRolePodExecAttach", &["exec-binding"])
        .but("a role that the input does not have is not checked"),
    PeerCheck::on("runAsPrivileged", &["privileged-container"]),
    PeerCheck::on("runAsRootAllowed", &["root-container"]).but("not for Pods with `hostUsers: false`"),
    PeerCheck::on("sensitiveConfigmapContent", &["secret-in-config-map"])
        .but("paths, names and addresses of secrets are not reported"),
    PeerCheck::on("sensitiveContainerEnvVar", &["secret-in-variable"])
        .but("paths, names and addresses of secrets are not reported"),
    PeerCheck::on("tagNotSpecified", &["latest-image"]),
    PeerCheck::on("tlsSettingsMissing", &["ingress-without-tls"]),
    PeerCheck::on("topologySpreadConstraint", &["missing-topology-spread"]).but("not for a single replica"),
];
