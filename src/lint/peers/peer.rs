//! A linter that people come from, and its checks.

use super::check::PeerCheck;
use super::{checkov, kube_linter, kube_score, polaris};

/// Another linter of Kubernetes manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Peer {
    /// kube-linter of StackRox.
    KubeLinter,
    /// kube-score.
    KubeScore,
    /// Polaris of Fairwinds.
    Polaris,
    /// The checks of Checkov for Kubernetes.
    Checkov,
}

impl Peer {
    /// Every one of them, in the order documentation shows them.
    pub const ALL: [Self; 4] = [Self::KubeLinter, Self::KubeScore, Self::Polaris, Self::Checkov];

    /// The word users write, as a preset and before the name of a check.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KubeLinter => "kube-linter",
            Self::KubeScore => "kube-score",
            Self::Polaris => "polaris",
            Self::Checkov => "checkov",
        }
    }

    /// Returns its checks, by id.
    pub fn checks(self) -> &'static [PeerCheck] {
        match self {
            Self::KubeLinter => kube_linter::CHECKS,
            Self::KubeScore => kube_score::CHECKS,
            Self::Polaris => polaris::CHECKS,
            Self::Checkov => checkov::CHECKS,
        }
    }

    /// Returns true if it looks by default for what a rule here looks for.
    pub fn covers(self, rule: &str) -> bool {
        self.checks().iter().any(|check| check.on && check.rules.contains(&rule))
    }

    /// Returns the check that a user names `kube-linter/latest-tag`, with the linter it is of.
    pub fn find(name: &str) -> Option<(Self, &'static PeerCheck)> {
        let (peer, id) = name.split_once('/')?;
        let peer = Self::ALL.into_iter().find(|known| known.as_str() == peer)?;
        Some((peer, peer.checks().iter().find(|check| check.id.eq_ignore_ascii_case(id))?))
    }

    /// Returns the names of all checks, as users write them.
    pub fn names() -> impl Iterator<Item = String> {
        let names = |peer: Self| peer.checks().iter().map(move |check| format!("{}/{}", peer.as_str(), check.id));
        Self::ALL.into_iter().flat_map(names)
    }

    /// Returns the checks that look for what a rule here looks for, as users write them.
    pub fn twins_of(rule: &'static str) -> impl Iterator<Item = String> {
        let names = move |peer: Self| {
            let checks = peer.checks().iter().filter(move |check| check.rules.contains(&rule));
            checks.map(move |check| format!("{}/{}", peer.as_str(), check.id))
        };
        Self::ALL.into_iter().flat_map(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::rules;

    #[test]
    fn every_check_leads_to_rules_or_says_why_it_does_not() {
        for (peer, check) in Peer::ALL.into_iter().flat_map(|peer| peer.checks().iter().map(move |it| (peer, it))) {
            let name = format!("{}/{}", peer.as_str(), check.id);
            assert!(check.rules.iter().all(|id| rules::find(id).is_some()), "{name}");
            assert!(!check.rules.is_empty() || !check.note.is_empty(), "{name}");
            let same = peer.checks().iter().filter(|other| other.id.eq_ignore_ascii_case(check.id)).count();
            assert_eq!(same, 1, "{name} is there twice");
            assert_eq!(Peer::find(&name).map(|(peer, it)| (peer, it.id)), Some((peer, check.id)));
        }
    }
}
