//! Whether the NetworkPolicies of the input let a Pod reach another: what they say for sure, and yes where they leave it
//! open.

use std::collections::BTreeMap;

use k8s_openapi::api::networking::v1::{NetworkPolicy, NetworkPolicyIngressRule, NetworkPolicyPort};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The labels of a Pod.
pub(super) type Labels = BTreeMap<String, String>;

/// Returns the policy that closes a Pod against another at a port, where policies do and none opens it: one of these Pods
/// rather than one of all Pods. Without a port only the labels count.
pub(super) fn barrier<'p>(
    policies: &[&'p NetworkPolicy],
    from: &Labels,
    to: &Labels,
    port: Option<i32>,
) -> Option<&'p NetworkPolicy> {
    let closes = |policy: &&&NetworkPolicy| is_of_ingress(policy) && selects_pod(policy, to);
    let closing: Vec<&&NetworkPolicy> = policies.iter().filter(closes).collect();
    let opens = |policy: &&NetworkPolicy| {
        let rules = policy.spec.as_ref().and_then(|spec| spec.ingress.as_ref());
        rules.into_iter().flatten().any(|rule| lets_in(rule, from, port))
    };
    if closing.iter().any(|policy| opens(policy)) {
        return None;
    }
    closing.iter().find(|policy| !selects_all(policy)).or(closing.first()).map(|policy| **policy)
}

/// Returns true if a policy is about what comes in, as it is unless it says otherwise.
fn is_of_ingress(policy: &NetworkPolicy) -> bool {
    let types = policy.spec.as_ref().and_then(|spec| spec.policy_types.as_ref()).filter(|types| !types.is_empty());
    types.is_none_or(|types| types.iter().any(|kind| kind == "Ingress"))
}

/// Returns true if a policy is one of all Pods of its namespace.
pub(super) fn selects_all(policy: &NetworkPolicy) -> bool {
    let selector = policy.spec.as_ref().and_then(|spec| spec.pod_selector.as_ref());
    let is_empty = |selector: &LabelSelector| {
        selector.match_labels.iter().flatten().next().is_none()
            && selector.match_expressions.iter().flatten().next().is_none()
    };
    selector.is_none_or(is_empty)
}

fn selects_pod(policy: &NetworkPolicy, labels: &Labels) -> bool {
    let selector = policy.spec.as_ref().and_then(|spec| spec.pod_selector.as_ref());
    selector.is_none_or(|selector| selects(selector, labels))
}

fn lets_in(rule: &NetworkPolicyIngressRule, from: &Labels, port: Option<i32>) -> bool {
    let ports = rule.ports.as_deref().unwrap_or_default();
    let is_open = ports.is_empty() || port.is_none_or(|port| ports.iter().any(|open| covers(open, port)));
    let peers = rule.from.as_deref().unwrap_or_default();
    let comes = peers.is_empty()
        || peers.iter().any(|peer| {
            // Addresses and the labels of namespaces are not in the input.
            let open = peer.ip_block.is_some() || peer.namespace_selector.is_some();
            open || peer.pod_selector.as_ref().is_some_and(|selector| selects(selector, from))
        });
    is_open && comes
}

/// Returns true if a port of a rule could be this one; names are not looked up.
fn covers(open: &NetworkPolicyPort, port: i32) -> bool {
    match (&open.port, open.end_port) {
        (Some(IntOrString::Int(first)), Some(last)) => (*first..=last).contains(&port),
        (Some(IntOrString::Int(only)), None) => *only == port,
        _ => true,
    }
}

fn selects(selector: &LabelSelector, labels: &Labels) -> bool {
    let same = selector.match_labels.iter().flatten().all(|(key, value)| labels.get(key) == Some(value));
    same && selector.match_expressions.iter().flatten().all(|wanted| holds(wanted, labels))
}

fn holds(wanted: &LabelSelectorRequirement, labels: &Labels) -> bool {
    let value = labels.get(&wanted.key);
    let listed = || value.is_some_and(|value| wanted.values.iter().flatten().any(|one| one == value));
    match wanted.operator.as_str() {
        "In" => listed(),
        "NotIn" => !listed(),
        "DoesNotExist" => value.is_none(),
        _ => value.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(ingress: &str) -> NetworkPolicy {
        let text = format!("{{spec: {{podSelector: {{matchLabels: {{app: leaf}}}}, ingress: {ingress}}}}}");
        let value: serde_yaml::Value = serde_yaml::from_str(&text).expect("YAML");
        serde_json::from_value(serde_json::to_value(value).expect("JSON")).expect("a policy")
    }

    fn labels(app: &str) -> Labels {
        Labels::from([("app".to_owned(), app.to_owned())])
    }

    #[test]
    fn policies_are_read_as_the_sum_of_what_they_open() {
        let cases = [
            ("nobody", vec!["[]"], true),
            ("others", vec!["[{from: [{podSelector: {matchLabels: {app: web}}}]}]"], true),
            ("this one", vec!["[{from: [{podSelector: {matchLabels: {app: root}}}]}]"], false),
            (
                "by an expression",
                vec!["[{from: [{podSelector: {matchExpressions: [{key: app, operator: Exists}]}}]}]"],
                false,
            ),
            ("everybody", vec!["[{}]"], false),
            ("another port", vec!["[{ports: [{port: 9090}]}]"], true),
            ("a range of ports", vec!["[{ports: [{port: 8000, endPort: 9000}]}]"], false),
            ("a named port", vec!["[{ports: [{port: http}]}]"], false),
            ("namespaces", vec!["[{from: [{namespaceSelector: {}}]}]"], false),
            ("a second policy", vec!["[]", "[{}]"], false),
        ];
        for (words, ingress, barred) in cases {
            let policies: Vec<NetworkPolicy> = ingress.into_iter().map(policy).collect();
            let policies: Vec<&NetworkPolicy> = policies.iter().collect();
            let found = barrier(&policies, &labels("root"), &labels("leaf"), Some(8080));
            assert_eq!(found.is_some(), barred, "{words}");
            assert!(barrier(&policies, &labels("root"), &labels("web"), Some(8080)).is_none(), "{words}: other Pods");
        }
    }
}
