//! Sets of rules with a name: the levels of the Pod Security Standards, and the checks of other linters.

use super::peers::Peer;

/// A set of rules that users select by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preset {
    /// The Baseline level of the Pod Security Standards.
    PssBaseline,
    /// The Restricted level, which holds the Baseline level.
    PssRestricted,
    /// The rules that look for what another linter looks for by default.
    Peer(Peer),
}

/// The rules of the Baseline level, as `policy/` of Kubernetes' pod-security-admission has it at 1.36.
const BASELINE: [&str; 14] = [
    "added-capability",
    "custom-selinux-options",
    "host-ipc",
    "host-network",
    "host-path-volume",
    "host-pid",
    "host-port",
    "privileged-container",
    "probe-of-other-host",
    "unconfined-apparmor",
    "unconfined-seccomp",
    "unmasked-proc-mount",
    "unsafe-sysctl",
    "windows-host-process",
];

/// The rules that the Restricted level adds.
const RESTRICTED: [&str; 11] = [
    "lower-case-all",
    "privilege-escalation",
    "re-added-capability",
    "restricted-volume-type",
    "root-container",
    "root-user",
    "undropped-capabilities",
    "unmasked-proc-mount-in-user-namespace",
    "unset-privilege-escalation",
    "unset-run-as-non-root",
    "unset-seccomp",
];

impl Preset {
    /// Every one of them, in the order documentation shows them.
    pub const ALL: [Self; 6] = [
        Self::PssBaseline,
        Self::PssRestricted,
        Self::Peer(Peer::KubeLinter),
        Self::Peer(Peer::KubeScore),
        Self::Peer(Peer::Polaris),
        Self::Peer(Peer::Checkov),
    ];

    /// The word users write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PssBaseline => "pss-baseline",
            Self::PssRestricted => "pss-restricted",
            Self::Peer(peer) => peer.as_str(),
        }
    }

    /// Returns true if it has the rule of that id.
    pub fn covers(self, rule: &str) -> bool {
        match self {
            Self::PssBaseline => BASELINE.contains(&rule),
            Self::PssRestricted => BASELINE.contains(&rule) || RESTRICTED.contains(&rule),
            Self::Peer(peer) => peer.covers(rule),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::rules;

    #[test]
    fn levels_name_rules() {
        let unknown: Vec<_> = BASELINE.iter().chain(&RESTRICTED).filter(|id| rules::find(id).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn every_preset_has_rules() {
        for preset in Preset::ALL {
            assert!(rules::all().iter().any(|rule| preset.covers(rule.id)), "{}", preset.as_str());
        }
    }
}
