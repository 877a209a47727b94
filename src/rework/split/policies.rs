//! NetworkPolicies: the Pods that move out are as isolated as they were, and the parts that connect to each other are let
//! through.

use std::collections::BTreeMap;

use k8s_openapi::api::networking::v1::NetworkPolicySpec;
use serde_json::{Map, Value, json};

use super::addresses::Addresses;
use super::case::Case;
use super::labels::{self, Labels};
use crate::edit::Change;
use crate::k8s::{Manifest, Object, selects};
use crate::yaml::{FieldPath, Node};

/// The two directions of traffic: the field of a policy, its type, and the field of a rule that names the other side.
const DIRECTIONS: [(&str, &str, &str); 2] = [("ingress", "Ingress", "from"), ("egress", "Egress", "to")];

/// The NetworkPolicies of a workload that is taken apart.
#[derive(Default)]
pub(super) struct Policies<'a> {
    /// New policies, each with a remark.
    pub(super) new: Vec<(String, Value)>,
    /// Changes of the input's policies.
    pub(super) changes: Vec<(&'a Manifest, Change)>,
}

/// A policy of the input that is about the Pods of the workload.
struct Known<'a> {
    manifest: &'a Manifest,
    spec: &'a NetworkPolicySpec,
}

impl Known<'_> {
    fn selects(&self, labels: &BTreeMap<String, String>) -> bool {
        self.spec.pod_selector.as_ref().is_none_or(|selector| selects(Some(selector), labels))
    }

    /// Returns true if it selects some Pods by their labels.
    fn is_about_some(&self) -> bool {
        let selector = self.spec.pod_selector.as_ref();
        let labels = selector.and_then(|it| it.match_labels.as_ref()).is_some_and(|labels| !labels.is_empty());
        labels || selector.and_then(|it| it.match_expressions.as_ref()).is_some_and(|all| !all.is_empty())
    }

    /// Returns true if it restricts a direction of traffic.
    fn is_of(&self, kind: &str) -> bool {
        match self.spec.policy_types.as_deref() {
            Some(types) if !types.is_empty() => types.iter().any(|own| own == kind),
            _ => kind == "Ingress" || self.spec.egress.is_some(),
        }
    }
}

impl<'a> Policies<'a> {
    /// Plans the policies; `moved` has the labels of the parts that move out.
    pub(super) fn of(case: &Case<'a>, addresses: &Addresses<'_>, moved: &[Labels]) -> Self {
        let there = labels::labels(case);
        let known: Vec<Known<'a>> = case.others().filter_map(known).filter(|policy| policy.selects(&there)).collect();
        let mut policies = Self::default();
        if known.is_empty() {
            return policies;
        }
        let (staying, _) = labels::staying(case, moved);
        let selector = |part: usize| part.checked_sub(1).map_or(&staying, |at| &moved[at].selector).clone();
        for part in 0..case.parts.len() {
            let labels = part.checked_sub(1).map_or_else(|| there.clone(), |at| strings(&moved[at].pod));
            // The part has these for itself: the policies about the Pods that stay, or copies of them.
            let own: Vec<&Known<'a>> =
                known.iter().filter(|it| it.is_about_some() && (part == 0 || !it.selects(&labels))).collect();
            let mut copies: Vec<Value> =
                own.iter().filter(|_| part > 0).map(|policy| copy(case, part, policy, &selector(part))).collect();
            let mut alone = Map::new();
            for (field, kind, side) in DIRECTIONS {
                let rules = rules(part, addresses, side, &selector);
                let is_restricted = known.iter().any(|it| it.is_of(kind) && (part == 0 || it.selects(&labels)));
                match own.iter().position(|policy| policy.is_of(kind)) {
                    _ if rules.is_empty() => {}
                    Some(at) if part > 0 => append(&mut copies[at]["spec"][field], rules),
                    Some(at) => {
                        let list = FieldPath::default().field("spec").field(field);
                        let appended = rules.into_iter().map(|rule| Change::append(list.clone(), rule));
                        policies.changes.extend(appended.map(|change| (own[at].manifest, change)));
                    }
                    None if is_restricted => drop(alone.insert(field.to_owned(), rules.into())),
                    None => {}
                }
            }
            let remark = format!("`{}` stays as isolated as before", case.lead(part));
            for policy in copies {
                policies.add(case, remark.clone(), policy);
            }
            if !alone.is_empty() {
                let policy = allowing(case, part, alone, &selector(part));
                let remark = format!("`{}` and the others may connect as they did on localhost", case.lead(part));
                policies.add(case, remark, policy);
            }
        }
        policies
    }

    /// Adds a policy, under a name that no other one has.
    fn add(&mut self, case: &Case<'_>, remark: String, mut policy: Value) {
        let wanted = policy["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        let is_taken = |name: &str| {
            let is_new = self.new.iter().any(|(_, other)| other["metadata"]["name"] == name);
            is_new || case.has("NetworkPolicy", name)
        };
        let others = (2..).map(|number| format!("{wanted}-{number}"));
        if let Some(name) = std::iter::once(wanted.clone()).chain(others).find(|name| !is_taken(name)) {
            policy["metadata"]["name"] = name.into();
        }
        self.new.push((remark, policy));
    }
}

fn known(manifest: &Manifest) -> Option<Known<'_>> {
    let Object::NetworkPolicy(policy) = manifest.object() else { return None };
    Some(Known { manifest, spec: policy.spec.as_ref()? })
}

fn strings(labels: &Map<String, Value>) -> BTreeMap<String, String> {
    labels.iter().map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

fn append(list: &mut Value, rules: Vec<Value>) {
    if !list.is_array() {
        *list = json!([]);
    }
    list.as_array_mut().into_iter().for_each(|list| list.extend(rules.clone()));
}

/// Returns the rules that let a part connect to the others, or the others to it; `side` is where a rule names them.
fn rules(
    part: usize,
    addresses: &Addresses<'_>,
    side: &str,
    selector: &dyn Fn(usize) -> Map<String, Value>,
) -> Vec<Value> {
    let is_in = side == "from";
    let pairs = addresses.pairs.iter().filter(|(from, to)| if is_in { *to == part } else { *from == part });
    let rule = |&(from, to): &(usize, usize)| {
        let ports = addresses.needed.iter().filter(|(answering, _)| *answering == to);
        let ports: Vec<Value> = ports.map(|(_, port)| json!({"port": port})).collect();
        let other = selector(if is_in { from } else { to });
        let mut rule = Map::new();
        rule.insert(side.to_owned(), json!([{"podSelector": {"matchLabels": other}}]));
        rule.insert("ports".to_owned(), ports.into());
        Value::Object(rule)
    };
    pairs.map(rule).collect()
}

/// Returns a policy of the input for the Pods of a part that moves out.
fn copy(case: &Case<'_>, part: usize, policy: &Known<'_>, selector: &Map<String, Value>) -> Value {
    let own = policy.manifest.identity.name.as_deref().unwrap_or_default();
    let name = &case.parts[part].name;
    let is_named = name.strip_prefix(own).is_some_and(|rest| rest.starts_with('-'));
    let name = if is_named { name.clone() } else { format!("{own}-{}", case.lead(part)) };
    let spec = policy.manifest.node().get("spec").map(Node::to_json).unwrap_or_default();
    let mut new = object(case, &name);
    new["spec"] = spec;
    new["spec"]["podSelector"] = json!({"matchLabels": selector});
    new
}

/// Returns a policy that lets traffic through and does nothing else.
fn allowing(case: &Case<'_>, part: usize, rules: Map<String, Value>, selector: &Map<String, Value>) -> Value {
    let types: Vec<&str> =
        DIRECTIONS.iter().filter(|(field, ..)| rules.contains_key(*field)).map(|(_, kind, _)| *kind).collect();
    let mut new = object(case, &case.parts[part].name);
    new["spec"] = json!({"podSelector": {"matchLabels": selector}, "policyTypes": types});
    for (field, rules) in rules {
        new["spec"][field] = rules;
    }
    new
}

fn object(case: &Case<'_>, name: &str) -> Value {
    let mut metadata = Map::new();
    metadata.insert("name".to_owned(), name.into());
    if let Some(namespace) = &case.manifest.identity.namespace {
        metadata.insert("namespace".to_owned(), namespace.as_str().into());
    }
    json!({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": {}})
}
