//! Kernel parameters.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::Sysctl;

use super::pod_defaults::PodDefaults;
use crate::validity::FieldErrors;
use crate::yaml::Path;

/// `validateSysctls`.
pub(super) fn check_all(sysctls: &[Sysctl], defaults: &PodDefaults<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let mut seen = HashSet::new();
    for (index, sysctl) in sysctls.iter().enumerate() {
        let path = path.index(index);
        let path = path.field("name");
        let name = sysctl.name.as_str();
        if errors.present(&path, name, "name a kernel parameter, such as `net.core.somaxconn`") {
            if !is_name(name) {
                let help = "use lower-case letters, digits, `-` and `_` between dots, such as `net.core.somaxconn`";
                errors.invalid(&path, name, "is not the name of a kernel parameter", help);
            } else if seen.contains(name) {
                errors.duplicate(&path, name, "set each kernel parameter once");
            }
        }
        seen.insert(name);
        if let Some(field) = shared_with_node(name, defaults) {
            let why = format!("would change the node's own, since `{field}` is on");
            errors.invalid(&path, name, why, format!("take the parameter or `{field}` out"));
        }
    }
}

/// `IsValidSysctlName`.
fn is_name(name: &str) -> bool {
    let ends = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let inside = |c: char| ends(c) || matches!(c, '-' | '_');
    let sound = |part: &str| part.starts_with(ends) && part.ends_with(ends) && part.chars().all(inside);
    name.len() <= 253 && name.split(['.', '/']).all(sound)
}

/// The field that makes the parameter the node's. `ValidateHostSysctl`, `GetNamespace`.
fn shared_with_node(name: &str, defaults: &PodDefaults<'_>) -> Option<&'static str> {
    let name = normal(name);
    // A pattern counts by what stands before its `*`.
    let name = name.split('*').next().unwrap_or_default();
    let of_ipc = matches!(
        name,
        "kernel.sem"
            | "kernel.shmall"
            | "kernel.shmmax"
            | "kernel.shmmni"
            | "kernel.shm_rmid_forced"
            | "kernel.shm"
            | "kernel.msgmax"
            | "kernel.msgmnb"
            | "kernel.msgmni"
            | "kernel.msg"
    );
    match name {
        _ if name.starts_with("net.") => defaults.host_network().then_some("hostNetwork"),
        _ if of_ipc || name.starts_with("fs.mqueue.") => (defaults.spec.host_ipc == Some(true)).then_some("hostIPC"),
        _ => None,
    }
}

/// With dots between the parts, however it was written: `net/ipv4/conf/eno2.100` is `net.ipv4.conf.eno2/100`.
/// `NormalizeName`.
fn normal(name: &str) -> String {
    if name.find(['.', '/']).is_none_or(|at| name[at..].starts_with('.')) {
        return name.to_owned();
    }
    let swap = |c| match c {
        '.' => '/',
        '/' => '.',
        c => c,
    };
    name.chars().map(swap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for sound in ["kernel.shm_rmid_forced", "net/ipv4/conf/eno2.100/rp_filter", "a", "a-b_c.d"] {
            assert!(is_name(sound), "{sound}");
        }
        for bad in ["", ".", "a.", ".a", "A", "net.*", "a..b", "a.-b", "a b", &"a".repeat(254)] {
            assert!(!is_name(bad), "{bad}");
        }
        assert_eq!(normal("net/ipv4/conf/eno2.100/rp_filter"), "net.ipv4.conf.eno2/100.rp_filter");
        assert_eq!(normal("net.ipv4.conf.eno2/100"), "net.ipv4.conf.eno2/100");
    }
}
