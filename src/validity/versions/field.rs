//! Fields that came after 1.25: a server that does not know one yet refuses it, one that has it switched off drops it.
//!
//! Source: `pkg/features/kube_features.go` and the enhancement proposals (KEPs) of the features.

use super::Release;
use crate::k8s::Manifest;
use crate::validity::{FieldError, FieldErrors, Reason};
use crate::yaml::{FieldPath, Kind, Node, Segment};

/// A field and its history.
struct Field {
    /// From the pod spec on, or from the object on; `*` stands for every entry of a list.
    path: &'static str,
    /// The release that brought it, behind the feature gate.
    since: u8,
    /// The release that switched it on.
    on: u8,
    gate: &'static str,
}

const fn field(path: &'static str, since: u8, on: u8, gate: &'static str) -> Field {
    Field { path, since, on, gate }
}

/// Fields of pod specs.
#[rustfmt::skip]
static OF_PODS: [Field; 41] = [
    field("initContainers.*.restartPolicy", 28, 29, "SidecarContainers"),
    field("containers.*.restartPolicy", 34, 35, "ContainerRestartRules"),
    field("containers.*.restartPolicyRules", 34, 35, "ContainerRestartRules"),
    field("initContainers.*.restartPolicyRules", 34, 35, "ContainerRestartRules"),
    field("resources", 32, 34, "PodLevelResources"),
    field("hostUsers", 25, 33, "UserNamespacesSupport"),
    field("hostnameOverride", 34, 35, "HostnameOverride"),
    field("schedulingGates", 26, 27, "PodSchedulingReadiness"),
    field("resourceClaims", 26, 34, "DynamicResourceAllocation"),
    field("containers.*.resources.claims", 26, 34, "DynamicResourceAllocation"),
    field("initContainers.*.resources.claims", 26, 34, "DynamicResourceAllocation"),
    field("containers.*.resizePolicy", 27, 33, "InPlacePodVerticalScaling"),
    field("initContainers.*.resizePolicy", 27, 33, "InPlacePodVerticalScaling"),
    field("volumes.*.image", 31, 35, "ImageVolume"),
    field("containers.*.env.*.valueFrom.fileKeyRef", 34, 35, "EnvFiles"),
    field("initContainers.*.env.*.valueFrom.fileKeyRef", 34, 35, "EnvFiles"),
    field("containers.*.lifecycle.preStop.sleep", 29, 30, "PodLifecycleSleepAction"),
    field("containers.*.lifecycle.postStart.sleep", 29, 30, "PodLifecycleSleepAction"),
    field("initContainers.*.lifecycle.preStop.sleep", 29, 30, "PodLifecycleSleepAction"),
    field("initContainers.*.lifecycle.postStart.sleep", 29, 30, "PodLifecycleSleepAction"),
    field("containers.*.volumeMounts.*.recursiveReadOnly", 30, 31, "RecursiveReadOnlyMounts"),
    field("initContainers.*.volumeMounts.*.recursiveReadOnly", 30, 31, "RecursiveReadOnlyMounts"),
    field("securityContext.appArmorProfile", 30, 30, "AppArmorFields"),
    field("containers.*.securityContext.appArmorProfile", 30, 30, "AppArmorFields"),
    field("initContainers.*.securityContext.appArmorProfile", 30, 30, "AppArmorFields"),
    field("securityContext.supplementalGroupsPolicy", 31, 33, "SupplementalGroupsPolicy"),
    field("securityContext.seLinuxChangePolicy", 32, 33, "SELinuxChangePolicy"),
    field("containers.*.lifecycle.stopSignal", 33, 33, "ContainerStopSignals"),
    field("volumes.*.projected.sources.*.clusterTrustBundle", 29, 29, "ClusterTrustBundleProjection"),
    field("volumes.*.projected.sources.*.podCertificate", 34, 34, "PodCertificateRequest"),
    field("topologySpreadConstraints.*.minDomains", 24, 27, "MinDomainsInPodTopologySpread"),
    field("topologySpreadConstraints.*.matchLabelKeys", 25, 27, "MatchLabelKeysInPodTopologySpread"),
    field("topologySpreadConstraints.*.nodeAffinityPolicy", 25, 26, "NodeInclusionPolicyInPodTopologySpread"),
    field("topologySpreadConstraints.*.nodeTaintsPolicy", 25, 26, "NodeInclusionPolicyInPodTopologySpread"),
    field("affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.*.matchLabelKeys", 29, 31, "MatchLabelKeysInPodAffinity"),
    field("affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.*.mismatchLabelKeys", 29, 31, "MatchLabelKeysInPodAffinity"),
    field("affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.*.matchLabelKeys", 29, 31, "MatchLabelKeysInPodAffinity"),
    field("affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.*.mismatchLabelKeys", 29, 31, "MatchLabelKeysInPodAffinity"),
    field("affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.*.podAffinityTerm.matchLabelKeys", 29, 31, "MatchLabelKeysInPodAffinity"),
    field("affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution.*.podAffinityTerm.matchLabelKeys", 29, 31, "MatchLabelKeysInPodAffinity"),
    field("containers.*.securityContext.procMount", 12, 33, "ProcMountType"),
];

/// Fields of other objects, each with its kind.
#[rustfmt::skip]
static OF_OBJECTS: [(&str, Field); 27] = [
    ("Job", field("spec.podFailurePolicy", 25, 26, "JobPodFailurePolicy")),
    ("Job", field("spec.backoffLimitPerIndex", 28, 29, "JobBackoffLimitPerIndex")),
    ("Job", field("spec.maxFailedIndexes", 28, 29, "JobBackoffLimitPerIndex")),
    ("Job", field("spec.podReplacementPolicy", 28, 29, "JobPodReplacementPolicy")),
    ("Job", field("spec.successPolicy", 30, 31, "JobSuccessPolicy")),
    ("Job", field("spec.managedBy", 30, 32, "JobManagedBy")),
    ("CronJob", field("spec.jobTemplate.spec.podFailurePolicy", 25, 26, "JobPodFailurePolicy")),
    ("CronJob", field("spec.jobTemplate.spec.backoffLimitPerIndex", 28, 29, "JobBackoffLimitPerIndex")),
    ("CronJob", field("spec.jobTemplate.spec.maxFailedIndexes", 28, 29, "JobBackoffLimitPerIndex")),
    ("CronJob", field("spec.jobTemplate.spec.podReplacementPolicy", 28, 29, "JobPodReplacementPolicy")),
    ("CronJob", field("spec.jobTemplate.spec.successPolicy", 30, 31, "JobSuccessPolicy")),
    ("CronJob", field("spec.jobTemplate.spec.managedBy", 30, 32, "JobManagedBy")),
    ("StatefulSet", field("spec.ordinals", 26, 27, "StatefulSetStartOrdinal")),
    ("StatefulSet", field("spec.persistentVolumeClaimRetentionPolicy", 23, 27, "StatefulSetAutoDeletePVC")),
    ("StatefulSet", field("spec.volumeClaimTemplates.*.spec.volumeAttributesClassName", 29, 34, "VolumeAttributesClass")),
    ("Service", field("spec.trafficDistribution", 30, 31, "ServiceTrafficDistribution")),
    ("HorizontalPodAutoscaler", field("spec.metrics.*.containerResource", 20, 27, "HPAContainerMetrics")),
    ("HorizontalPodAutoscaler", field("spec.behavior.scaleUp.tolerance", 33, 35, "HPAConfigurableTolerance")),
    ("HorizontalPodAutoscaler", field("spec.behavior.scaleDown.tolerance", 33, 35, "HPAConfigurableTolerance")),
    ("PodDisruptionBudget", field("spec.unhealthyPodEvictionPolicy", 26, 27, "PDBUnhealthyPodEvictionPolicy")),
    ("PersistentVolumeClaim", field("spec.volumeAttributesClassName", 29, 34, "VolumeAttributesClass")),
    ("PersistentVolume", field("spec.volumeAttributesClassName", 29, 34, "VolumeAttributesClass")),
    ("Lease", field("spec.strategy", 31, 31, "CoordinatedLeaderElection")),
    ("CSIDriver", field("spec.seLinuxMount", 25, 28, "SELinuxMountReadWriteOncePod")),
    ("CSIDriver", field("spec.nodeAllocatableUpdatePeriodSeconds", 33, 35, "MutableCSINodeAllocatableCount")),
    ("CSIDriver", field("spec.serviceAccountTokenInSecrets", 35, 35, "CSIServiceAccountTokenSecrets")),
    ("EndpointSlice", field("endpoints.*.hints.forNodes", 33, 34, "PreferSameTrafficDistribution")),
];

/// Every field of an object that the release does not have switched on yet.
pub(in crate::validity) fn check_fields(manifest: &Manifest, release: Release, errors: &mut FieldErrors) {
    if release >= Release::LATEST {
        return;
    }
    let newer = |field: &&Field| Release::minor(field.on) > release;
    if let Some(pod) = manifest.pod() {
        let path = pod.path();
        if let Some(spec) = manifest.node().at(&path) {
            for field in OF_PODS.iter().filter(newer) {
                let steps: Vec<&str> = field.path.split('.').collect();
                find(spec, &steps, path.clone(), &mut |path| report(field, path, release, errors));
            }
        }
    }
    let kind = manifest.identity.kind.as_str();
    for field in OF_OBJECTS.iter().filter(|(owner, _)| *owner == kind).map(|(_, field)| field).filter(newer) {
        let steps: Vec<&str> = field.path.split('.').collect();
        find(manifest.node(), &steps, FieldPath::default(), &mut |path| report(field, path, release, errors));
    }
}

/// Every place the steps lead to where something stands.
fn find(node: Node<'_>, steps: &[&str], path: FieldPath, found: &mut impl FnMut(FieldPath)) {
    let Some((step, rest)) = steps.split_first() else {
        if !node.is_null() {
            found(path);
        }
        return;
    };
    if *step == "*" {
        if node.kind() == Kind::Sequence {
            for (index, item) in node.items().enumerate() {
                find(item, rest, path.clone().join(Segment::Index(index)), found);
            }
        }
    } else if let Some(next) = node.get(step) {
        find(next, rest, path.join(Segment::Field((*step).into())), found);
    }
}

fn report(field: &Field, path: FieldPath, release: Release, errors: &mut FieldErrors) {
    let (since, on) = (Release::minor(field.since), Release::minor(field.on));
    let name = field.path.rsplit('.').next().unwrap_or_default();
    let message = format!("`{name}` needs Kubernetes {on}, and this is {release}");
    let help = if since < on && since <= release {
        format!("use Kubernetes {on} or newer, or switch the feature gate `{}` on", field.gate)
    } else {
        format!("use Kubernetes {on} or newer, or take `{name}` out")
    };
    errors.add(FieldError {
        reason: Reason::NewerField,
        path,
        place: None,
        span: None,
        related: None,
        message,
        help,
        meant: None,
        more: 0,
    });
}
