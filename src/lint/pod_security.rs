//! The checks of the Pod Security Standards that several rules make: which capabilities a level allows, and those that
//! changed with a release, each as the release that is checked has it.

use crate::k8s::{DEFAULT_CAPABILITIES, Pod};
use crate::validity::Release;

/// The first release of which the standards spare Pods with a user namespace of their own.
///
/// Source: `policy/check_runAsUser.go`, `check_runAsNonRoot.go` and `check_procMount_baseline.go` of Kubernetes'
/// pod-security-admission.
const USER_NAMESPACES: Release = Release::minor(35);

/// Returns true if a container may add a capability at the Baseline level: one that it has by default, less `NET_RAW`.
///
/// Source: `policy/check_capabilities_baseline.go` of Kubernetes' pod-security-admission.
pub(super) fn is_baseline_capability(name: &str) -> bool {
    name != "NET_RAW" && DEFAULT_CAPABILITIES.contains(&name)
}

/// Returns true if a container may add a capability at the Restricted level.
///
/// Source: `policy/check_capabilities_restricted.go` of Kubernetes' pod-security-admission.
pub(super) fn is_restricted_capability(name: &str) -> bool {
    name == "NET_BIND_SERVICE"
}

/// Returns true if root in a Pod is nobody on the node, and the standards of a release count that.
pub(super) fn spares_root(pod: &Pod<'_>, release: Release) -> bool {
    release >= USER_NAMESPACES && pod.has_user_namespace()
}
