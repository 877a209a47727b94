//! The security settings that hold for a container: its own, or else those of its Pod.

use k8s_openapi::api::core::v1::{PodSecurityContext, SecurityContext};

use super::pod::{Container, Pod};
use crate::yaml::FieldPath;

/// The capabilities that container runtimes give to a container by default.
///
/// Source: `pkg/cri/opts/spec_linux_opts.go` of containerd, and the defaults of Docker.
pub const DEFAULT_CAPABILITIES: [&str; 14] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

impl Pod<'_> {
    /// Returns its security context, where it has one.
    pub fn security(&self) -> Option<&PodSecurityContext> {
        self.spec.security_context.as_ref()
    }

    /// Returns true if it runs on nodes with Windows.
    pub fn is_windows(&self) -> bool {
        self.spec.os.as_ref().is_some_and(|os| os.name == "windows")
    }

    /// Returns true if it has a user namespace of its own: its root is nobody on the node.
    pub fn has_user_namespace(&self) -> bool {
        self.spec.host_users == Some(false)
    }

    /// Returns the user a container runs as, where the manifest says.
    pub fn run_as_user(&self, container: &Container<'_>) -> Option<i64> {
        own(container).and_then(|own| own.run_as_user).or_else(|| self.security()?.run_as_user)
    }

    /// Returns the group a container runs as, where the manifest says.
    pub fn run_as_group(&self, container: &Container<'_>) -> Option<i64> {
        own(container).and_then(|own| own.run_as_group).or_else(|| self.security()?.run_as_group)
    }

    /// Returns whether the kubelet refuses to run a container as root.
    pub fn run_as_non_root(&self, container: &Container<'_>) -> bool {
        let own = own(container).and_then(|own| own.run_as_non_root);
        own.or_else(|| self.security()?.run_as_non_root) == Some(true)
    }
}

impl Container<'_> {
    /// Returns its own security context, where it has one.
    pub fn security(&self) -> Option<&SecurityContext> {
        self.spec.security_context.as_ref()
    }

    /// Returns the path of a field of its own security context.
    pub fn security_path(&self, field: &'static str) -> FieldPath {
        self.path.clone().field("securityContext").field(field)
    }

    /// Returns true if it is privileged.
    pub fn is_privileged(&self) -> bool {
        self.security().and_then(|own| own.privileged) == Some(true)
    }

    /// Returns the capabilities that it adds, as they are written, each with its place.
    pub fn added_capabilities(&self) -> impl Iterator<Item = (FieldPath, &str)> {
        let added = self.security().and_then(|own| own.capabilities.as_ref()?.add.as_ref());
        let place = |at| self.security_path("capabilities.add").index(at);
        added.into_iter().flatten().enumerate().map(move |(at, name)| (place(at), name.as_str()))
    }

    /// Returns true if it drops a capability or `ALL`, in any case and with or without `CAP_`, as runtimes read it.
    pub fn drops_any_spelling_of(&self, name: &str) -> bool {
        self.security().and_then(|own| own.capabilities.as_ref()).is_some_and(|own| lists(own.drop.as_deref(), name))
    }

    /// Returns true if it drops what is written exactly so, `ALL` or the name of a capability.
    pub fn drops_capability(&self, name: &str) -> bool {
        let dropped = self.security().and_then(|own| own.capabilities.as_ref()?.drop.as_ref());
        dropped.into_iter().flatten().any(|dropped| dropped == name)
    }

    /// Returns whether its root file system is read-only.
    pub fn has_read_only_root(&self) -> bool {
        own(self).and_then(|own| own.read_only_root_filesystem) == Some(true)
    }

    /// Returns whether it has a Linux capability that containers have by default, such as `CHOWN`.
    pub fn keeps_capability(&self, name: &str) -> bool {
        let Some(capabilities) = own(self).and_then(|own| own.capabilities.as_ref()) else { return true };
        let (added, dropped) = (capabilities.add.as_deref(), capabilities.drop.as_deref());
        let is_dropped = lists(dropped, "ALL") || lists(dropped, name);
        !is_dropped || lists(added, name) || lists(added, "ALL")
    }
}

/// Returns true if a list names a capability as runtimes read it: in any case, with or without `CAP_`.
fn lists(list: Option<&[String]>, name: &str) -> bool {
    list.into_iter().flatten().any(|own| own.trim_start_matches("CAP_").eq_ignore_ascii_case(name))
}

fn own<'a>(container: &'a Container<'_>) -> Option<&'a SecurityContext> {
    container.spec.security_context.as_ref()
}
