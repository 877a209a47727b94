//! What people have told other linters to be silent about: their annotations hold for the rules that look for the same.

use super::rule::Rule;
use super::rules;

/// Each peer's checks, and the rules here that look for the same.
const TWINS: [(Peer, &str, &[&str]); 19] = [
    (Peer::KubeLinter, "dangling-service", &["misspelt-selector"]),
    (Peer::KubeLinter, "latest-tag", &["latest-image"]),
    (Peer::KubeLinter, "liveness-port", &["dangling-probe-port", "undeclared-probe-port"]),
    (Peer::KubeLinter, "readiness-port", &["dangling-probe-port", "undeclared-probe-port"]),
    (Peer::KubeLinter, "startup-port", &["dangling-probe-port", "undeclared-probe-port"]),
    (Peer::KubeScore, "container-image-tag", &["latest-image"]),
    (Peer::KubeScore, "service-targets-pod", &["misspelt-selector"]),
    (Peer::Polaris, "tagNotSpecified", &["latest-image"]),
    (Peer::Checkov, "CKV_K8S_14", &["latest-image"]),
    (Peer::KubeLinter, "duplicate-env-var", &["duplicate-variable"]),
    (Peer::KubeLinter, "no-readiness-probe", &["missing-readiness-probe"]),
    (Peer::KubeLinter, "pdb-max-unavailable", &["blocking-disruption-budget"]),
    (Peer::KubeLinter, "pdb-min-available", &["blocking-disruption-budget"]),
    (Peer::KubeScore, "environment-variable-key-duplication", &["duplicate-variable"]),
    (Peer::KubeScore, "ingress-targets-service", &["misspelt-reference", "unknown-backend-port"]),
    (Peer::KubeScore, "pod-probes", &["missing-readiness-probe"]),
    (Peer::KubeScore, "statefulset-has-servicename", &["unknown-governing-service"]),
    (Peer::Polaris, "readinessProbeMissing", &["missing-readiness-probe"]),
    (Peer::Checkov, "CKV_K8S_9", &["missing-readiness-probe"]),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Peer {
    KubeLinter,
    KubeScore,
    Polaris,
    Checkov,
}

/// The rules that an annotation of another linter silences on its object; none for any other annotation.
///
/// Sources: `pkg/ignore/ignore.go` of kube-linter, `scorecard/enabled.go` of kube-score, `kubernetes_utils.py` of
/// Checkov, and what Polaris documents of exemptions.
pub(super) fn silenced(key: &str, value: &str) -> Vec<&'static Rule> {
    let is_true = value == "true";
    match key {
        "kube-linter.io/ignore-all" => return twins(Peer::KubeLinter, |_| true),
        "polaris.fairwinds.com/exempt" if is_true => return twins(Peer::Polaris, |_| true),
        "kube-score/ignore" => {
            return twins(Peer::KubeScore, |check| value.split(',').any(|word| word.trim() == check));
        }
        _ => {}
    }
    if let Some(said) = key.strip_prefix("ignore-check.kube-linter.io/") {
        return twins(Peer::KubeLinter, |check| check == said);
    }
    if let Some(said) = key.strip_prefix("polaris.fairwinds.com/").and_then(|rest| rest.strip_suffix("-exempt")) {
        return twins(Peer::Polaris, |check| is_true && check == said);
    }
    if key.starts_with("checkov.io/skip") {
        let said = value.split('=').next().unwrap_or_default().trim();
        return twins(Peer::Checkov, |check| check == said);
    }
    Vec::new()
}

fn twins(peer: Peer, says: impl Fn(&str) -> bool) -> Vec<&'static Rule> {
    let said = TWINS.iter().filter(|(of, check, _)| *of == peer && says(check));
    said.flat_map(|(_, _, ids)| *ids).filter_map(|id| rules::find(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_twin_is_a_rule() {
        for id in TWINS.iter().flat_map(|(_, _, ids)| *ids) {
            assert!(rules::find(id).is_some(), "{id}");
        }
    }

    #[test]
    fn annotations_of_other_linters_are_understood() {
        let cases: [(&str, &str, &[&str]); 12] = [
            ("ignore-check.kube-linter.io/latest-tag", "we build it nightly", &["latest-image"]),
            ("ignore-check.kube-linter.io/readiness-port", "", &["dangling-probe-port", "undeclared-probe-port"]),
            ("ignore-check.kube-linter.io/other", "", &[]),
            ("kube-score/ignore", "pod-probes, container-image-tag", &["latest-image", "missing-readiness-probe"]),
            ("kube-score/ignore", "service-targets-pod", &["misspelt-selector"]),
            ("polaris.fairwinds.com/tagNotSpecified-exempt", "true", &["latest-image"]),
            ("polaris.fairwinds.com/tagNotSpecified-exempt", "false", &[]),
            ("polaris.fairwinds.com/exempt", "true", &["latest-image", "missing-readiness-probe"]),
            ("checkov.io/skip1", "CKV_K8S_14=nightly", &["latest-image"]),
            ("checkov.io/skip1", "CKV_K8S_15=nightly", &[]),
            ("podpat.dev/ignore", "latest-image", &[]),
            ("latest-tag", "latest-tag", &[]),
        ];
        for (key, value, expected) in cases {
            let ids: Vec<&str> = silenced(key, value).into_iter().map(|rule| rule.id).collect();
            assert_eq!(ids, expected, "{key}: {value}");
        }
        assert_eq!(silenced("kube-linter.io/ignore-all", "").len(), 12);
    }
}
