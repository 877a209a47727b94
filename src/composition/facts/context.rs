//! The context of a Pod in the input: ConfigMaps it mounts, Services that lead to it, and what its object is
//! called.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use k8s_openapi::api::core::v1::{ConfigMap, PersistentVolumeClaim, Service, ServicePort};
use k8s_openapi::api::networking::v1::NetworkPolicy;

use super::config_map::{ConfigTexts, IndexedConfigMap};
use super::keys::Keys;
use super::namespace::namespace;
use super::object_index::ObjectIndex;
use super::shell::MOST_STEPS;
use super::workload_pods::{WorkloadPods, folder};
use super::{pod_address, pod_template};
use crate::composition::knowledge::Knowledge;
use crate::k8s::{Manifest, Object, Pod, TargetPort};

/// The most Services that lead to one Pod, and the most ports of all of them, that are looked at; nobody has more.
const MOST_SERVICES: usize = 128;
const MOST_SERVICE_PORTS: usize = 512;

/// Files of one ConfigMap that are looked through for every Pod that mounts it.
const MOST_FILES: usize = 256;

/// Commands of shared scripts that are looked at for all Pods together, and at least for each.
const SHARED_STEPS: usize = 1 << 19;
const LEAST_STEPS: usize = 64;

/// Files of mounted ConfigMaps that are looked through for all Pods together, and at least and at most for each.
const SHARED_FILES: usize = 1 << 18;
const LEAST_FILES: usize = 16;
const MOST_FILES_OF_POD: usize = 4096;

/// The objects of the input that a Pod refers to or that refer to it.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    /// Name of the object that holds the Pod.
    pub name: Option<&'a str>,
    /// Its namespace; `None` is the default one.
    pub namespace: Option<&'a str>,
    /// The file it stands in.
    pub file: &'a str,
    /// Names of the volumes that a StatefulSet makes for each Pod.
    pub claim_templates: Vec<&'a str>,
    /// The other objects of the input.
    pub index: Option<&'a ObjectIndex<'a>>,
}

impl<'a> Context<'a> {
    /// Returns the context of the Pod of an object.
    pub fn of(manifest: &'a Manifest, index: &'a ObjectIndex<'a>) -> Self {
        let templates = match manifest.object() {
            Object::StatefulSet(set) => set.spec.as_ref().and_then(|spec| spec.volume_claim_templates.as_deref()),
            _ => None,
        };
        let names = templates.unwrap_or_default().iter().filter_map(|claim| claim.metadata.name.as_deref());
        Self {
            name: manifest.identity.name.as_deref(),
            namespace: manifest.identity.namespace.as_deref(),
            file: manifest.source.name(),
            claim_templates: names.collect(),
            index: Some(index),
        }
    }

    /// Returns what is known of software.
    pub(in crate::composition) fn knowledge(&self) -> &'a Knowledge {
        static SHIPPED: LazyLock<Knowledge> = LazyLock::new(Knowledge::default);
        self.index.map_or(&SHIPPED, |index| &index.knowledge)
    }

    /// Returns whether other objects of the input can change what is said of an object: of every Pod, of the kinds that
    /// refer to others, and of ConfigMaps that name Pods of a StatefulSet or have URLs.
    pub fn matter_to(manifest: &Manifest) -> bool {
        const KINDS: [&str; 10] = [
            "Service",
            "Ingress",
            "HorizontalPodAutoscaler",
            "PodDisruptionBudget",
            "NetworkPolicy",
            "RoleBinding",
            "ClusterRoleBinding",
            "ScaledObject",
            "ServiceMonitor",
            "HTTPRoute",
        ];
        let kind = &*manifest.identity.kind;
        let has_pods =
            || !pod_address::pod_addresses(manifest).is_empty() || !pod_template::pod_templates(manifest).is_empty();
        let names_pods = || kind == "ConfigMap" && has_pods();
        let texts = || if let Object::ConfigMap(map) = manifest.object() { map.data.as_ref() } else { None };
        let has_urls = || kind == "ConfigMap" && texts().into_iter().flatten().any(|(_, text)| text.contains("://"));
        KINDS.contains(&kind) || manifest.pod_node().is_some() || names_pods() || has_urls()
    }

    /// Returns the keys that the Secrets of that name have, when one is in the input; variants of a folder count as one.
    pub fn secret_keys(&self, name: &str) -> Option<Keys<'a>> {
        let related = &self.index?.related;
        let home = namespace(self.namespace);
        let secrets = related.secrets.get(home)?.get(name)?;
        let is_near = |file: &str| folder(file) == folder(self.file);
        related.are_all_in("Secret", home, name, is_near).then(|| Keys::of_secrets(secrets))?
    }

    /// Returns the keys that the ConfigMaps of that name have, when one is in the input; variants of a folder count as
    /// one.
    pub fn config_map_keys(&self, name: &str) -> Option<Keys<'a>> {
        let maps = self.index?.config_maps.get(namespace(self.namespace))?.get(name)?;
        // What stands in other folders may be merged into it.
        maps.are_within(folder(self.file)).then_some(())?;
        Keys::of_config_maps(maps.all())
    }

    /// Returns the Services of that name.
    pub fn services_named(&self, name: &str) -> &'a [&'a Service] {
        let home = namespace(self.namespace);
        let services = self.index.and_then(|index| index.related.services.get(home)?.get(name));
        services.map_or(&[], Vec::as_slice)
    }

    /// Returns the PersistentVolumeClaims of that name.
    pub fn claims(&self, name: &str) -> &'a [&'a PersistentVolumeClaim] {
        let home = namespace(self.namespace);
        let claims = self.index.and_then(|index| index.related.claims.get(home)?.get(name));
        claims.map_or(&[], Vec::as_slice)
    }

    /// Returns the names of the objects of a kind in the same namespace, for the kinds that others refer to by name.
    pub fn names(&self, kind: &'static str) -> &'a [&'a str] {
        self.index.map_or(&[], |index| index.related.names(kind, namespace(self.namespace)))
    }

    /// Returns whether the namespace has an object of a kind and name.
    pub fn has(&self, kind: &'static str, name: &str) -> bool {
        self.index.is_some_and(|index| index.related.has(kind, namespace(self.namespace), name))
    }

    /// Returns another namespace that has an object of a kind and name.
    pub fn namespace_with(&self, kind: &'static str, name: &str) -> Option<&'a str> {
        self.index?.related.namespace_with(kind, name)
    }

    /// Returns whether an autoscaler of the input sets the number of Pods of a workload.
    pub fn is_autoscaled(&self, kind: &str, name: &str) -> bool {
        self.index.is_some_and(|index| index.related.is_autoscaled(namespace(self.namespace), kind, name))
    }

    /// Returns whether a HorizontalPodAutoscaler of the input that KEDA has not made does.
    pub fn has_autoscaler(&self, kind: &str, name: &str) -> bool {
        self.index.is_some_and(|index| index.related.has_autoscaler(namespace(self.namespace), kind, name))
    }

    /// Returns the fewest Pods that an autoscaler of the input keeps of a workload.
    pub fn autoscaled_from(&self, kind: &str, name: &str) -> Option<i64> {
        self.index?.related.autoscaled_from(namespace(self.namespace), kind, name)
    }

    /// Returns whether a PodDisruptionBudget of the input selects Pods with some labels.
    pub fn has_budget_for(&self, labels: &BTreeMap<String, String>) -> bool {
        self.index.is_some_and(|index| index.related.is_budgeted(namespace(self.namespace), labels))
    }

    /// Returns whether a NetworkPolicy of the input says who may connect to Pods with some labels.
    pub fn has_policy_for(&self, labels: &BTreeMap<String, String>) -> bool {
        self.index.is_some_and(|index| index.related.is_isolated(namespace(self.namespace), labels))
    }

    /// Returns whether a NetworkPolicy of the input says what Pods with some labels may connect to.
    pub fn has_egress_policy_for(&self, labels: &BTreeMap<String, String>) -> bool {
        self.index.is_some_and(|index| index.related.is_isolated_outwards(namespace(self.namespace), labels))
    }

    /// Returns whether an account of the input keeps its token from Pods that do not ask for it.
    pub fn withholds_token(&self, account: &str) -> bool {
        self.index.is_some_and(|index| index.related.withholds_token(namespace(self.namespace), account))
    }

    /// Returns the Services of all namespaces, each with its namespace.
    pub fn all_services(&self) -> impl Iterator<Item = (&'a str, &'a Service)> {
        let all = self.index.into_iter().flat_map(|index| &index.related.services);
        all.flat_map(|(home, named)| named.values().flatten().map(move |service| (*home, *service)))
    }

    /// Returns the NetworkPolicies of the same namespace.
    pub fn network_policies(&self) -> &'a [&'a NetworkPolicy] {
        self.index.map_or(&[], |index| index.related.network_policies(namespace(self.namespace)))
    }

    /// Returns whether a LimitRange of the input may set the requests of Pods of the namespace.
    pub fn has_limit_range(&self) -> bool {
        self.index.is_some_and(|index| index.related.is_limited(namespace(self.namespace)))
    }

    /// Returns the ConfigMap of that name in the Pod's namespace, when it is in the input. Of several the one nearest to
    /// the Pod's file counts, as folders hold variants; of those in one place the last, as it does for kubectl apply.
    pub fn config_map(&self, name: &str) -> Option<&'a ConfigMap> {
        self.indexed_config_map(name).map(|indexed| indexed.map)
    }

    /// Returns the keys of that ConfigMap; `None` where the input has none, or more than are looked through for every Pod.
    pub fn files_of(&self, name: &str) -> Option<Vec<&'a str>> {
        let map = self.config_map(name)?;
        let (data, binary) = (map.data.iter().flatten(), map.binary_data.iter().flatten());
        let keys = data.map(|(key, _)| key.as_str()).chain(binary.map(|(key, _)| key.as_str()));
        let keys: Vec<&str> = keys.take(MOST_FILES + 1).collect();
        (keys.len() <= MOST_FILES).then_some(keys)
    }

    /// Returns the texts of that ConfigMap.
    pub fn texts_of(&self, name: &str) -> Option<ConfigTexts<'a>> {
        self.indexed_config_map(name).map(IndexedConfigMap::config_texts)
    }

    /// Returns that ConfigMap with what its texts say.
    pub(super) fn indexed_config_map(&self, name: &str) -> Option<&'a IndexedConfigMap<'a>> {
        let index: &'a ObjectIndex<'a> = self.index?;
        index.config_maps.get(namespace(self.namespace))?.get(name)?.nearest_to(self.file)
    }

    /// Returns how many commands are read of a script that Pods may share.
    pub(super) fn most_steps(&self) -> usize {
        let pods = self.index.map_or(0, |index| index.pod_count);
        (SHARED_STEPS / pods.max(1)).clamp(LEAST_STEPS, MOST_STEPS)
    }

    /// Returns how many files of ConfigMaps are looked through for a Pod.
    pub(crate) fn most_files(&self) -> usize {
        let pods = self.index.map_or(0, |index| index.pod_count);
        (SHARED_FILES / pods.max(1)).clamp(LEAST_FILES, MOST_FILES_OF_POD)
    }

    /// Returns the ports of the Pod that Services of the input send to, each with the name of the first such Service.
    pub fn served(&self, pod: &Pod<'_>) -> BTreeMap<u16, &'a str> {
        let Some(labels) = pod.metadata.and_then(|metadata| metadata.labels.as_ref()) else { return BTreeMap::new() };
        let services = self.index.and_then(|index| index.services.get(namespace(self.namespace)));
        let mut names: HashMap<&str, i32> = HashMap::new();
        let containers = pod.containers();
        for port in containers.iter().flat_map(|container| container.spec.ports.iter().flatten()) {
            if let Some(name) = &port.name {
                names.entry(name).or_insert(port.container_port);
            }
        }
        let mut ports: Vec<(&ServicePort, &'a String)> = Vec::new();
        for service in services.into_iter().flat_map(|services| services.selecting(labels)).take(MOST_SERVICES) {
            let (Some(name), Some(spec)) = (&service.metadata.name, &service.spec) else { continue };
            ports.extend(spec.ports.iter().flatten().take(MOST_SERVICE_PORTS - ports.len()).map(|port| (port, name)));
        }
        let mut served = BTreeMap::new();
        for (port, service) in ports {
            if let Some(port) = target_port(port, &names).and_then(|port| u16::try_from(port).ok()) {
                served.entry(port).or_insert(service.as_str());
            }
        }
        served
    }

    /// Returns the Services of the input whose selector matches the labels of the Pod.
    pub fn services_to(&self, pod: &Pod<'a>) -> Vec<&'a Service> {
        let Some(labels) = pod.metadata.and_then(|metadata| metadata.labels.as_ref()) else { return Vec::new() };
        let services = self.index.and_then(|index| index.services.get(namespace(self.namespace)));
        services.into_iter().flat_map(|services| services.selecting(labels)).take(MOST_SERVICES).collect()
    }

    /// The Services of the same namespace whose selector fits the labels of the Pods of a workload.
    pub fn services_of(&self, pods: &WorkloadPods) -> Vec<&'a Service> {
        let labels = pods.labels.iter().cloned().collect();
        let services = self.index.and_then(|index| index.services.get(namespace(self.namespace)));
        services.into_iter().flat_map(|services| services.selecting(&labels)).take(MOST_SERVICES).collect()
    }

    /// The Pods of the input that a selector of labels leads to, whatever their namespace.
    pub fn selected(&self, selector: &BTreeMap<String, String>) -> impl Iterator<Item = &'a WorkloadPods> {
        self.index.into_iter().flat_map(|index| index.pods.selected(selector))
    }

    /// The Pods of the same namespace whose workloads stand in the same folder.
    pub fn neighbours(&self) -> &'a [&'a WorkloadPods] {
        self.index.map_or(&[], |index| index.pods.near(self.file, namespace(self.namespace)))
    }

    /// Returns whether Pods are of the same namespace.
    pub fn is_in_namespace(&self, pods: &WorkloadPods) -> bool {
        pods.namespace() == namespace(self.namespace)
    }

    /// Returns true if Pods are of the same namespace, and their workload stands in the same folder.
    pub fn is_near(&self, pods: &WorkloadPods) -> bool {
        pods.namespace() == namespace(self.namespace) && folder(&pods.file) == folder(self.file)
    }

    /// The Pods of the workloads of a kind and name, whatever their namespace; patches of a workload count as one.
    pub fn of_workload(&self, kind: &str, name: &str) -> &'a [&'a WorkloadPods] {
        self.index.map_or(&[], |index| index.pods.named(kind, name))
    }

    /// The Pods that a Service gives names to, as the governing one of their StatefulSet.
    pub fn governed_by(&self, service: &str, of: Option<&str>) -> &'a [&'a WorkloadPods] {
        let home = namespace(of.or(self.namespace));
        self.index.map_or(&[], |index| index.pods.governed(home, service))
    }
}

/// Returns the port of the Pod that a port of a Service leads to; `names` are the declared ports of the Pod by name.
fn target_port(port: &ServicePort, names: &HashMap<&str, i32>) -> Option<i32> {
    match TargetPort::of(port) {
        TargetPort::Name(name) => names.get(name).copied(),
        TargetPort::Number(number) => Some(number),
    }
}
