//! The checks of the Pod Security Standards that changed with a release, each as the release that is checked has it.

use crate::k8s::Pod;
use crate::validity::Release;

/// The first release of which the standards spare Pods with a user namespace of their own.
///
/// Source: `policy/check_runAsUser.go`, `check_runAsNonRoot.go` and `check_procMount_baseline.go` of Kubernetes'
/// pod-security-admission.
const USER_NAMESPACES: Release = Release::minor(35);

/// Returns true if root in a Pod is nobody on the node, and the standards of a release count that.
pub(super) fn spares_root(pod: &Pod<'_>, release: Release) -> bool {
    release >= USER_NAMESPACES && pod.has_user_namespace()
}
