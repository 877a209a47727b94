//! Suppressions that people wrote for other linters: their annotations hold for the rules that look for the same.

use super::peer::Peer;
use crate::lint::rule::{Category, Rule};
use crate::lint::rules;

/// The rules that an annotation of another linter silences on its object; none for any other annotation.
///
/// Sources: `pkg/ignore/ignore.go` of kube-linter, `scorecard/enabled.go` of kube-score, `kubernetes_utils.py` of
/// Checkov, and what Polaris documents of exemptions.
pub(in crate::lint) fn silenced(key: &str, value: &str) -> Vec<&'static Rule> {
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
    let said = peer.checks().iter().filter(|check| says(check.id));
    // What the API server refuses stays so, whatever another linter was told.
    let is_opinion = |rule: &&Rule| rule.category != Category::Validity;
    let ids = said.flat_map(|check| check.rules);
    let mut rules: Vec<_> = ids.filter_map(|id| rules::find(id)).filter(is_opinion).collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup_by_key(|rule| rule.id);
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_of_other_linters_are_understood() {
        let cases: [(&str, &str, &[&str]); 13] = [
            ("ignore-check.kube-linter.io/latest-tag", "we build it nightly", &["latest-image"]),
            ("ignore-check.kube-linter.io/readiness-port", "", &["dangling-probe-port", "undeclared-probe-port"]),
            ("ignore-check.kube-linter.io/schema-validation", "", &[]),
            ("ignore-check.kube-linter.io/other", "", &[]),
            ("kube-score/ignore", "pod-probes, container-image-tag", &["latest-image", "missing-readiness-probe"]),
            ("kube-score/ignore", "environment-variable-key-duplication", &["duplicate-variable"]),
            ("polaris.fairwinds.com/tagNotSpecified-exempt", "true", &["latest-image"]),
            ("polaris.fairwinds.com/tagNotSpecified-exempt", "false", &[]),
            ("checkov.io/skip1", "CKV_K8S_14=nightly", &["latest-image"]),
            ("checkov.io/skip1", "CKV_K8S_1=nightly", &[]),
            ("checkov.io/skip1", "CKV_K8S_17", &["host-pid"]),
            ("podpat.dev/ignore", "latest-image", &[]),
            ("latest-tag", "latest-tag", &[]),
        ];
        let ids = |key, value| silenced(key, value).into_iter().map(|rule| rule.id).collect::<Vec<_>>();
        for (key, value, expected) in cases {
            assert_eq!(ids(key, value), expected, "{key}: {value}");
        }
        for (key, value) in [("kube-linter.io/ignore-all", ""), ("polaris.fairwinds.com/exempt", "true")] {
            let all = ids(key, value);
            assert!(all.contains(&"latest-image") && all.contains(&"host-pid"), "{key}: {all:?}");
            assert!(!all.contains(&"unknown-field"), "{key}: {all:?}");
        }
    }
}
