//! The security settings that hold for a container: its own, or else those of its Pod.

use k8s_openapi::api::core::v1::{PodSecurityContext, SecurityContext};

use super::pod::{Container, Pod};

impl Pod<'_> {
    /// Returns the user a container runs as, where the manifest says.
    pub fn run_as_user(&self, container: &Container<'_>) -> Option<i64> {
        own(container).and_then(|own| own.run_as_user).or_else(|| self.context()?.run_as_user)
    }

    /// Returns whether the kubelet refuses to run a container as root.
    pub fn run_as_non_root(&self, container: &Container<'_>) -> bool {
        let own = own(container).and_then(|own| own.run_as_non_root);
        own.or_else(|| self.context()?.run_as_non_root) == Some(true)
    }

    fn context(&self) -> Option<&PodSecurityContext> {
        self.spec.security_context.as_ref()
    }
}

impl Container<'_> {
    /// Returns whether its root file system is read-only.
    pub fn has_read_only_root(&self) -> bool {
        own(self).and_then(|own| own.read_only_root_filesystem) == Some(true)
    }

    /// Returns whether it has a Linux capability that containers have by default, such as `CHOWN`.
    pub fn keeps_capability(&self, name: &str) -> bool {
        let Some(capabilities) = own(self).and_then(|own| own.capabilities.as_ref()) else { return true };
        let has = |list: &Option<Vec<String>>, word: &str| {
            list.iter().flatten().any(|own| own.trim_start_matches("CAP_").eq_ignore_ascii_case(word))
        };
        let dropped = has(&capabilities.drop, "ALL") || has(&capabilities.drop, name);
        !dropped || has(&capabilities.add, name) || has(&capabilities.add, "ALL")
    }
}

fn own<'a>(container: &'a Container<'_>) -> Option<&'a SecurityContext> {
    container.spec.security_context.as_ref()
}
