//! Objects of the input that others refer to by name, beside those that the analysis of a Pod reads itself.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Secret, Service};
use k8s_openapi::api::networking::v1::{NetworkPolicy, NetworkPolicySpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::namespace::namespace;
use super::scaled_object::MADE_BY_KEDA;
use super::selector_index::SelectorIndex;
use crate::k8s::Object;

/// The kind of autoscalers.
pub(crate) const SCALER: &str = "HorizontalPodAutoscaler";

/// The selector that selects everything.
static EVERYTHING: LabelSelector = LabelSelector { match_expressions: None, match_labels: None };

/// By namespace and name.
type ByName<'a, T> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<T>>>;

/// Objects that others refer to by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct RelatedObjects<'a> {
    pub(crate) secrets: ByName<'a, &'a Secret>,
    pub(crate) services: ByName<'a, &'a Service>,
    pub(crate) claims: ByName<'a, &'a PersistentVolumeClaim>,
    /// By kind and namespace, of the kinds that other objects name.
    names: HashMap<&'static str, HashMap<&'a str, Vec<&'a str>>>,
    /// The files in which objects stand, by kind, namespace and name; an autoscaler counts by the name of its workload.
    files: HashMap<(&'static str, &'a str, &'a str), BTreeSet<&'a str>>,
    /// The namespaces that have an object of a kind and name.
    homes: HashMap<(&'static str, &'a str), BTreeSet<&'a str>>,
    /// Workloads whose number of Pods is set by an autoscaler, by namespace, kind and name: the fewest it keeps.
    autoscaled: HashMap<(&'a str, &'a str, &'a str), i64>,
    /// The same of the autoscalers that KEDA makes.
    scaled_by_keda: HashMap<(&'a str, &'a str, &'a str), i64>,
    /// Accounts that keep their token from Pods, by namespace and name.
    without_token: HashSet<(&'a str, &'a str)>,
    /// By namespace.
    budgets: HashMap<&'a str, SelectorIndex<'a>>,
    policies: HashMap<&'a str, SelectorIndex<'a>>,
    egress_policies: HashMap<&'a str, SelectorIndex<'a>>,
    network_policies: HashMap<&'a str, Vec<&'a NetworkPolicy>>,
    /// Namespaces whose LimitRange may set requests.
    limited: HashSet<&'a str>,
}

impl<'a> RelatedObjects<'a> {
    /// Returns true if it has a place for objects of a kind.
    pub(crate) fn takes(kind: &str) -> bool {
        const KINDS: [&str; 7] = [
            "Secret",
            "PersistentVolumeClaim",
            "ServiceAccount",
            "HorizontalPodAutoscaler",
            "LimitRange",
            "PodDisruptionBudget",
            "NetworkPolicy",
        ];
        KINDS.contains(&kind)
    }

    pub(crate) fn add(&mut self, file: &'a str, object: &'a Object) {
        let Some(metadata) = object.metadata() else { return };
        let home = namespace(metadata.namespace.as_deref());
        let name = metadata.name.as_deref().unwrap_or_default();
        if let Some((kind, name)) = found_by(object, name) {
            self.files.entry((kind, home, name)).or_default().insert(file);
        }
        match object {
            Object::Service(service) => self.services.entry(home).or_default().entry(name).or_default().push(service),
            Object::Secret(secret) => self.secrets.entry(home).or_default().entry(name).or_default().push(secret),
            Object::PersistentVolumeClaim(claim) => {
                self.claims.entry(home).or_default().entry(name).or_default().push(claim);
            }
            Object::HorizontalPodAutoscaler(scaler) => {
                let target = &scaler.spec.scale_target_ref;
                self.add_autoscaler((home, &target.kind, &target.name), name, scaler.spec.min_replicas);
            }
            Object::HorizontalPodAutoscalerV1(scaler) => {
                let target = &scaler.spec.scale_target_ref;
                self.add_autoscaler((home, &target.kind, &target.name), name, scaler.spec.min_replicas);
            }
            Object::PodDisruptionBudget(budget) => {
                let selector = budget.spec.as_ref().and_then(|spec| spec.selector.as_ref());
                if let Some(selector) = selector {
                    self.budgets.entry(home).or_default().add(selector);
                }
            }
            Object::NetworkPolicy(policy) => {
                self.network_policies.entry(home).or_default().push(policy);
                self.add_policy(home, policy.spec.as_ref());
            }
            Object::ServiceAccount(account) if account.automount_service_account_token == Some(false) => {
                self.without_token.insert((home, name));
            }
            Object::LimitRange(_) => {
                self.limited.insert(home);
            }
            _ => {}
        }
        let Some(kind) = named_kind(object) else { return };
        self.names.entry(kind).or_default().entry(home).or_default().push(name);
        self.homes.entry((kind, name)).or_default().insert(home);
    }

    /// Takes in an autoscaler of a workload, by its name.
    fn add_autoscaler(&mut self, workload: (&'a str, &'a str, &'a str), name: &str, fewest: Option<i32>) {
        let by_keda = name.starts_with(MADE_BY_KEDA);
        let scaled = if by_keda { &mut self.scaled_by_keda } else { &mut self.autoscaled };
        scaled.insert(workload, i64::from(fewest.unwrap_or(1)));
    }

    /// Takes in a policy for the directions it holds for. One that names none holds for what comes in, and for what goes
    /// out where it has rules of that.
    fn add_policy(&mut self, home: &'a str, spec: Option<&'a NetworkPolicySpec>) {
        let Some(spec) = spec else { return };
        let selector = spec.pod_selector.as_ref().unwrap_or(&EVERYTHING);
        let types = spec.policy_types.as_deref().unwrap_or_default();
        let names = |name: &str| types.iter().any(|own| own == name);
        if types.is_empty() || names("Ingress") {
            self.policies.entry(home).or_default().add(selector);
        }
        if names("Egress") || types.is_empty() && spec.egress.is_some() {
            self.egress_policies.entry(home).or_default().add(selector);
        }
    }

    /// The names of the objects of a kind in a namespace.
    pub(crate) fn names(&self, kind: &'static str, home: &str) -> &[&'a str] {
        self.names.get(kind).and_then(|names| names.get(home)).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a namespace has an object of a kind and name.
    pub(crate) fn has(&self, kind: &'static str, home: &str, name: &str) -> bool {
        self.homes.get(&(kind, name)).is_some_and(|homes| homes.contains(home))
    }

    /// The first namespace, by name, that has an object of a kind and name.
    pub(crate) fn namespace_with(&self, kind: &'static str, name: &str) -> Option<&'a str> {
        self.homes.get(&(kind, name))?.first().copied()
    }

    /// Returns whether all objects of a kind and name stand in files of which something holds. An autoscaler counts by the
    /// name of its workload.
    pub(crate) fn are_all_in(&self, kind: &'static str, home: &str, name: &str, holds: impl Fn(&str) -> bool) -> bool {
        self.files.get(&(kind, home, name)).is_some_and(|files| files.iter().all(|file| holds(file)))
    }

    /// Returns whether an autoscaler sets the number of Pods of a workload.
    pub(crate) fn is_autoscaled(&self, home: &str, kind: &str, name: &str) -> bool {
        self.autoscaled_from(home, kind, name).is_some()
    }

    /// Returns whether an autoscaler does that KEDA has not made.
    pub(crate) fn has_autoscaler(&self, home: &str, kind: &str, name: &str) -> bool {
        self.autoscaled.contains_key(&(home, kind, name))
    }

    /// Returns whether an account keeps its token from Pods that do not ask for it.
    pub(crate) fn withholds_token(&self, home: &str, account: &str) -> bool {
        self.without_token.contains(&(home, account))
    }

    /// Returns the fewest Pods that an autoscaler keeps of a workload.
    pub(crate) fn autoscaled_from(&self, home: &str, kind: &str, name: &str) -> Option<i64> {
        let workload = (home, kind, name);
        self.autoscaled.get(&workload).or_else(|| self.scaled_by_keda.get(&workload)).copied()
    }

    /// Returns whether a PodDisruptionBudget selects Pods with some labels.
    pub(crate) fn is_budgeted(&self, home: &str, labels: &BTreeMap<String, String>) -> bool {
        self.budgets.get(home).is_some_and(|budgets| budgets.select(labels))
    }

    /// Returns whether a NetworkPolicy says what Pods with some labels may connect to.
    pub(crate) fn is_isolated_outwards(&self, home: &str, labels: &BTreeMap<String, String>) -> bool {
        self.egress_policies.get(home).is_some_and(|policies| policies.select(labels))
    }

    /// Returns whether a NetworkPolicy says who may connect to Pods with some labels.
    pub(crate) fn is_isolated(&self, home: &str, labels: &BTreeMap<String, String>) -> bool {
        self.policies.get(home).is_some_and(|policies| policies.select(labels))
    }

    /// The NetworkPolicies of a namespace.
    pub(crate) fn network_policies(&self, home: &str) -> &[&'a NetworkPolicy] {
        self.network_policies.get(home).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn is_limited(&self, home: &str) -> bool {
        self.limited.contains(home)
    }
}

/// Returns the kind and the name that the files of an object are found by; for an autoscaler, its workload's name.
fn found_by<'a>(object: &'a Object, name: &'a str) -> Option<(&'static str, &'a str)> {
    Some(match object {
        Object::Secret(_) => ("Secret", name),
        Object::Service(_) => ("Service", name),
        Object::NetworkPolicy(_) => ("NetworkPolicy", name),
        Object::HorizontalPodAutoscaler(scaler) => (SCALER, scaler.spec.scale_target_ref.name.as_str()),
        Object::HorizontalPodAutoscalerV1(scaler) => (SCALER, scaler.spec.scale_target_ref.name.as_str()),
        _ => return None,
    })
}

/// Returns the kind of an object that others refer to by its name.
const fn named_kind(object: &Object) -> Option<&'static str> {
    Some(match object {
        Object::Secret(_) => "Secret",
        Object::ServiceAccount(_) => "ServiceAccount",
        Object::PersistentVolumeClaim(_) => "PersistentVolumeClaim",
        Object::Service(_) => "Service",
        Object::ConfigMap(_) => "ConfigMap",
        Object::Role(_) => "Role",
        _ => return None,
    })
}
