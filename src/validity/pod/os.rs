//! `spec.os`, and the fields that mean nothing on that system.

use k8s_openapi::api::core::v1::{PodSecurityContext, SecurityContext};

use super::pod_defaults::PodDefaults;
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// `validateOS`, `validateLinux`, `validateWindows`.
pub(super) fn check(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(os) = &defaults.spec.os else { return };
    match os.name.as_str() {
        "" => {
            errors.required(&path.field("os.name"), "write `linux` or `windows`");
        }
        "linux" => check_linux(defaults, path, errors),
        "windows" => check_windows(defaults, path, errors),
        name => {
            let place = path.field("os.name");
            let fault = errors.not_supported(&place, name, &["linux", "windows"]);
            // The server names the parent.
            fault.path = path.field("os").to_buf();
            fault.at(&place);
        }
    }
}

fn forbid(path: &Path<'_>, field: &str, system: &str, errors: &mut FieldErrors) {
    let name = field.rsplit('.').next().unwrap_or(field);
    errors.forbidden(&path.field(field), format!("a {system} Pod has no `{name}`"), "remove it, or correct `os.name`");
}

fn check_linux(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    if defaults.spec.security_context.as_ref().is_some_and(|context| context.windows_options.is_some()) {
        forbid(path, "securityContext.windowsOptions", "Linux", errors);
    }
    defaults.each_container(path, |container, path| {
        if container.security_context.as_ref().is_some_and(|context| context.windows_options.is_some()) {
            forbid(path, "securityContext.windowsOptions", "Linux", errors);
        }
    });
}

fn check_windows(defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let spec = defaults.spec;
    let namespaces = [
        ("hostUsers", spec.host_users.is_some()),
        ("hostPID", spec.host_pid == Some(true)),
        ("hostIPC", spec.host_ipc == Some(true)),
        ("shareProcessNamespace", spec.share_process_namespace.is_some()),
    ];
    let context = spec.security_context.as_ref().map(linux_only_of_pod);
    let own = path.field("securityContext");
    for (field, _) in context.iter().flatten().filter(|(_, present)| *present) {
        forbid(&own, field, "Windows", errors);
    }
    for (field, _) in namespaces.iter().filter(|(_, present)| *present) {
        forbid(path, field, "Windows", errors);
    }
    defaults.each_container(path, |container, path| {
        let own = path.field("securityContext");
        let context = container.security_context.as_ref().map(linux_only_of_container);
        for (field, _) in context.iter().flatten().filter(|(_, present)| *present) {
            forbid(&own, field, "Windows", errors);
        }
    });
}

fn linux_only_of_pod(context: &PodSecurityContext) -> [(&'static str, bool); 11] {
    [
        ("appArmorProfile", context.app_armor_profile.is_some()),
        ("seLinuxOptions", context.se_linux_options.is_some()),
        ("seccompProfile", context.seccomp_profile.is_some()),
        ("fsGroup", context.fs_group.is_some()),
        ("fsGroupChangePolicy", context.fs_group_change_policy.is_some()),
        ("sysctls", context.sysctls.as_ref().is_some_and(|sysctls| !sysctls.is_empty())),
        ("runAsUser", context.run_as_user.is_some()),
        ("runAsGroup", context.run_as_group.is_some()),
        ("supplementalGroups", context.supplemental_groups.is_some()),
        ("supplementalGroupsPolicy", context.supplemental_groups_policy.is_some()),
        ("seLinuxChangePolicy", context.se_linux_change_policy.is_some()),
    ]
}

fn linux_only_of_container(context: &SecurityContext) -> [(&'static str, bool); 10] {
    [
        ("appArmorProfile", context.app_armor_profile.is_some()),
        ("seLinuxOptions", context.se_linux_options.is_some()),
        ("seccompProfile", context.seccomp_profile.is_some()),
        ("capabilities", context.capabilities.is_some()),
        ("readOnlyRootFilesystem", context.read_only_root_filesystem.is_some()),
        ("privileged", context.privileged.is_some()),
        ("allowPrivilegeEscalation", context.allow_privilege_escalation.is_some()),
        ("procMount", context.proc_mount.is_some()),
        ("runAsUser", context.run_as_user.is_some()),
        ("runAsGroup", context.run_as_group.is_some()),
    ]
}
