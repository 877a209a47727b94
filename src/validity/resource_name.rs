//! Names of things that are counted: cpu, memory, huge pages, devices, objects.
//!
//! Source: `pkg/apis/core/helper/helpers.go`, `pkg/apis/core/validation/validation.go`.

use super::{FieldErrors, content};
use crate::yaml::Path;

const HUGE_PAGES: &str = "hugepages-";
const REQUESTS: &str = "requests.";
const STANDARD: [&str; 20] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];
const WHOLE: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

/// `IsHugePageResourceName`.
pub(super) fn is_huge_pages(name: &str) -> bool {
    name.starts_with(HUGE_PAGES)
}

/// A resource that Kubernetes itself knows. `IsNativeResource`.
pub(super) fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// A device or the like, which a vendor counts. `IsExtendedResourceName`.
pub(super) fn is_extended(name: &str) -> bool {
    let quota = || content::qualified_name(&format!("{REQUESTS}{name}")).is_none();
    !is_native(name) && !name.starts_with(REQUESTS) && quota()
}

/// Returns true if limits may be above requests. `IsOvercommitAllowed`.
pub(super) fn may_be_overcommitted(name: &str) -> bool {
    is_native(name) && !is_huge_pages(name)
}

/// Returns true if it is counted in whole numbers. `IsIntegerResourceName`.
pub(super) fn is_whole(name: &str) -> bool {
    WHOLE.contains(&name) || is_extended(name)
}

/// Returns what a quota knows without a domain; all of the standard names but `storage`. `IsStandardQuotaResourceName`.
pub(super) fn is_standard_for_quota(name: &str) -> bool {
    name != "storage" && is_standard(name)
}

/// `IsStandardResourceName`.
fn is_standard(name: &str) -> bool {
    STANDARD.contains(&name) || is_huge_pages(name.strip_prefix(REQUESTS).unwrap_or(name))
}

/// `validateResourceName`. Gives back whether the name was sound.
pub(super) fn check(name: &str, path: &Path<'_>, errors: &mut FieldErrors) -> bool {
    if errors.content(path, name, content::qualified_name(name)).is_some() {
        return false;
    }
    let sound = name.contains('/') || is_standard(name);
    if !sound {
        refuse(name, path, errors);
    }
    sound
}

/// `validateContainerResourceName`.
pub(super) fn check_for_container(name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if !check(name, path, errors) {
        return;
    }
    if !name.contains('/') {
        if !matches!(name, "cpu" | "memory" | "ephemeral-storage") && !is_huge_pages(name) {
            let help = "use `cpu`, `memory`, `ephemeral-storage`, or a device's name, such as `example.com/gpu`";
            errors.invalid(path, name, "is not a resource of containers", help);
        }
    } else if !is_native(name) && !is_extended(name) {
        let help = "name the device without `requests.`, such as `example.com/gpu`";
        errors.invalid(path, name, "is not the name of a device", help);
    }
}

/// `ValidateResourceQuotaResourceName`.
pub(super) fn check_for_quota(name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if check(name, path, errors) && !name.contains('/') && !is_standard_for_quota(name) {
        let help = "name what is limited, such as `requests.cpu`, `limits.memory`, `pods`, `requests.storage`";
        errors.invalid(path, name, "is not a resource that a quota limits", help);
    }
}

fn refuse(name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if matches!(name, "gpu" | "gpus") {
        errors.invalid(
            path,
            name,
            "is not the full name of a device",
            "write it with its domain, such as `nvidia.com/gpu`",
        );
        return;
    }
    let help = crate::yaml::nearest(name, STANDARD).map_or_else(
        || "use `cpu`, `memory`, or a name with a domain, such as `example.com/gpu`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    errors.invalid(path, name, "is not a resource that Kubernetes knows", help);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_resources() {
        assert!(is_extended("example.com/gpu") && is_whole("example.com/gpu"));
        assert!(!is_extended("cpu") && !is_extended("kubernetes.io/x") && !is_extended("requests.example.com/gpu"));
        assert!(may_be_overcommitted("cpu") && !may_be_overcommitted("hugepages-2Mi"));
        assert!(is_standard_for_quota("requests.hugepages-2Mi") && !is_standard_for_quota("storage"));
    }

    #[test]
    fn names() {
        fn count(test: impl Fn(&mut FieldErrors)) -> usize {
            let mut errors = FieldErrors::default();
            test(&mut errors);
            errors.len()
        }
        for sound in ["cpu", "memory", "ephemeral-storage", "hugepages-1Gi", "example.com/gpu", "a.kubernetes.io/b"] {
            assert_eq!(count(|errors| check_for_container(sound, &Path::ROOT, errors)), 0, "{sound}");
        }
        for bad in ["", "gpu", "Memory", "storage", "pods", "requests.example.com/gpu", "a/b/c", "requests.cpu"] {
            assert_eq!(count(|errors| check_for_container(bad, &Path::ROOT, errors)), 1, "{bad}");
        }
        for sound in ["pods", "requests.cpu", "count/deployments.apps", "gold.storageclass.storage.k8s.io/x"] {
            assert_eq!(count(|errors| check_for_quota(sound, &Path::ROOT, errors)), 0, "{sound}");
        }
        for bad in ["storage", "widgets", "cpus"] {
            assert_eq!(count(|errors| check_for_quota(bad, &Path::ROOT, errors)), 1, "{bad}");
        }
    }
}
