//! Security contexts of Pods and containers, and user namespaces.

use k8s_openapi::api::core::v1::SecurityContext;

use super::pod_defaults::PodDefaults;
use super::{apparmor, seccomp, sysctl, windows};
use crate::validity::{FieldErrors, Reason, content};
use crate::yaml::Path;

const GROUP_CHANGES: [&str; 2] = ["Always", "OnRootMismatch"];
const SUPPLEMENTAL: [&str; 2] = ["Merge", "Strict"];
/// `MountOption` waits for the feature gate SELinuxMount.
const SE_LINUX_CHANGES: [&str; 1] = ["Recursive"];
const PROC_MOUNTS: [&str; 2] = ["Default", "Unmasked"];

/// `validatePodSpecSecurityContext`; `path` is the spec's.
pub(super) fn check_pod(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let own = path.field("securityContext");
    let spec = defaults.spec;
    let context = spec.security_context.as_ref();
    if let Some(context) = context {
        check_ids(
            &[("fsGroup", context.fs_group), ("runAsUser", context.run_as_user), ("runAsGroup", context.run_as_group)],
            &own,
            errors,
        );
        let groups = own.field("supplementalGroups");
        for (index, &group) in context.supplemental_groups.iter().flatten().enumerate() {
            errors.content(&groups.index(index), group, content::group_id(group));
        }
    }
    if spec.host_pid == Some(true) && spec.share_process_namespace == Some(true) {
        let why = "does not go together with `hostPID`";
        let fault = errors.invalid(&own.field("shareProcessNamespace"), true, why, "take one of the two out");
        fault.at(&path.field("shareProcessNamespace"));
    }
    let Some(context) = context else { return };
    sysctl::check_all(context.sysctls.as_deref().unwrap_or_default(), defaults, &own.field("sysctls"), errors);
    if let Some(policy) = context.fs_group_change_policy.as_deref() {
        errors.supported(&own.field("fsGroupChangePolicy"), policy, &GROUP_CHANGES);
    }
    seccomp::check(context.seccomp_profile.as_ref(), &own.field("seccompProfile"), errors);
    windows::check_options(context.windows_options.as_ref(), &own.field("windowsOptions"), errors);
    apparmor::check(context.app_armor_profile.as_ref(), &own.field("appArmorProfile"), errors);
    if let Some(policy) = context.supplemental_groups_policy.as_deref() {
        errors.supported(&own.field("supplementalGroupsPolicy"), policy, &SUPPLEMENTAL);
    }
    if let Some(policy) = context.se_linux_change_policy.as_deref() {
        errors.supported(&own.field("seLinuxChangePolicy"), policy, &SE_LINUX_CHANGES);
    }
}

/// Users and groups by number; both have the same range.
fn check_ids(ids: &[(&str, Option<i64>)], path: &Path<'_>, errors: &mut FieldErrors) {
    for &(field, id) in ids {
        if let Some(id) = id {
            errors.content(&path.field(field), id, content::user_id(id));
        }
    }
}

/// `ValidateSecurityContext`, where the cluster allows privileged containers.
pub(super) fn check_container(
    context: Option<&SecurityContext>,
    defaults: &PodDefaults<'_>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let Some(context) = context else { return };
    check_ids(&[("runAsUser", context.run_as_user), ("runAsGroup", context.run_as_group)], path, errors);
    if let Some(mount) = context.proc_mount.as_deref() {
        let path = path.field("procMount");
        errors.supported(&path, mount, &PROC_MOUNTS);
        if mount == "Unmasked" && defaults.host_users() {
            let why = "shows the node's processes to a container that shares the node's users";
            errors.invalid(&path, mount, why, "add `hostUsers: false` to the Pod");
        }
    }
    seccomp::check(context.seccomp_profile.as_ref(), &path.field("seccompProfile"), errors);
    check_escalation(context, path, errors);
    windows::check_options(context.windows_options.as_ref(), &path.field("windowsOptions"), errors);
    apparmor::check(context.app_armor_profile.as_ref(), &path.field("appArmorProfile"), errors);
}

/// `allowPrivilegeEscalation: false` contradicts what escalates anyhow. The server names the whole context.
fn check_escalation(context: &SecurityContext, path: &Path<'_>, errors: &mut FieldErrors) {
    if context.allow_privilege_escalation != Some(false) {
        return;
    }
    if context.privileged == Some(true) {
        let help = "take `privileged` or `allowPrivilegeEscalation: false` out";
        let fault =
            errors.push(Reason::Invalid, path, "a privileged container can always escalate its privileges", help);
        fault.at(&path.field("allowPrivilegeEscalation"));
    }
    let added = context.capabilities.iter().flat_map(|capabilities| capabilities.add.iter().flatten());
    if let Some((index, _)) = added.enumerate().find(|(_, capability)| *capability == "CAP_SYS_ADMIN") {
        let help = "take `CAP_SYS_ADMIN` or `allowPrivilegeEscalation: false` out";
        let fault = errors.push(
            Reason::Invalid,
            path,
            "a container with `CAP_SYS_ADMIN` can always escalate its privileges",
            help,
        );
        fault.at(&path.field("capabilities.add").index(index));
    }
}

/// `validateHostUsers`. The server spells two of the fields in its own way.
pub(super) fn check_host_users(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    if defaults.host_users() {
        return;
    }
    let help = |field: &str| format!("take `{field}` or `hostUsers: false` out");
    let shared = [
        ("hostNetwork", "hostNetwork", defaults.spec.host_network),
        ("HostPID", "hostPID", defaults.spec.host_pid),
        ("HostIPC", "hostIPC", defaults.spec.host_ipc),
    ];
    for (spelt, field, _) in shared.into_iter().filter(|&(_, _, on)| on == Some(true)) {
        let why = format!("`{field}` does not go together with `hostUsers: false`");
        errors.forbidden(&path.field(spelt), why, help(field)).at(&path.field(field));
    }
    defaults.each_container(path, |container, path| {
        if container.volume_devices.as_ref().is_some_and(|devices| !devices.is_empty()) {
            let why = "block devices do not go together with `hostUsers: false`";
            errors.forbidden(&path.field("volumeDevices"), why, help("volumeDevices"));
        }
    });
}
