//! What else is in the input beside a Pod: ConfigMaps it mounts, Services that lead to it, and what its object is
//! called.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ConfigMap, Service, ServicePort, Volume};
use k8s_openapi::api::rbac::v1::PolicyRule;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::object_index::{ObjectIndex, namespace};
use super::pod_address;
use super::workload_pods::{WorkloadPods, folder};
use crate::k8s::{Container, Manifest, Object, Pod};

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
    /// What else is in the input.
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

    /// Whether the context can change what is said of a Pod or a ConfigMap. A Pod of one container that reads no
    /// ConfigMap and names no other Pod is the same wherever it stands.
    pub fn matter_to(manifest: &Manifest) -> bool {
        manifest.pod().is_some_and(|pod| matter_to_pod(&pod)) || !pod_address::pod_addresses(manifest).is_empty()
    }

    /// The ConfigMap of that name in the Pod's namespace, when it is in the input. Of several the one nearest to the
    /// Pod's file counts, as folders hold variants; of those in one place the last, as it does for kubectl apply.
    pub fn config_map(&self, name: &str) -> Option<&'a ConfigMap> {
        let maps = self.index?.config_maps.get(&(namespace(self.namespace), name))?;
        let shared = |file: &str| file.split('/').zip(self.file.split('/')).take_while(|(one, two)| one == two).count();
        maps.iter().max_by_key(|(file, _)| shared(file)).map(|(_, map)| *map)
    }

    /// The ports of the Pod that Services of the input lead to, each with the Service's name.
    pub fn served(&self, pod: &Pod<'_>) -> Vec<(u16, &'a str)> {
        let Some(labels) = pod.metadata.and_then(|metadata| metadata.labels.as_ref()) else { return Vec::new() };
        let leads_here = |selector: &BTreeMap<String, String>| {
            !selector.is_empty() && selector.iter().all(|(key, value)| labels.get(key) == Some(value))
        };
        let specs =
            self.services().filter_map(|service| Some((service.metadata.name.as_deref()?, service.spec.as_ref()?)));
        specs
            .filter(|(_, spec)| spec.selector.as_ref().is_some_and(leads_here))
            .flat_map(|(name, spec)| spec.ports.iter().flatten().map(move |port| (name, port)))
            .filter_map(|(name, port)| Some((target_port(port, pod)?, name)))
            .collect()
    }

    /// The Pods of the input that a selector of labels leads to, whatever their namespace.
    pub fn selected(&self, selector: &BTreeMap<String, String>) -> impl Iterator<Item = &'a WorkloadPods> {
        self.index.into_iter().flat_map(|index| index.pods.selected(selector))
    }

    /// The Pods of the same namespace whose workloads stand in the same folder.
    pub fn neighbours(&self) -> &'a [&'a WorkloadPods] {
        self.index.map_or(&[], |index| index.pods.near(self.file, namespace(self.namespace)))
    }

    /// Whether Pods are of the same namespace, and their workload stands in the same folder.
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

    /// What a service account of the Pod's namespace may do, as far as the input tells; `None` where it does not.
    pub fn rules_of(&self, account: &str) -> Option<Vec<&'a PolicyRule>> {
        self.index?.rbac.of(namespace(self.namespace), account)
    }

    /// The Services of the Pod's namespace.
    pub fn services(&self) -> impl Iterator<Item = &'a Service> {
        let index = self.index.into_iter();
        let here = namespace(self.namespace);
        index.flat_map(move |index| index.services.get(here).into_iter().flatten().copied())
    }
}

fn matter_to_pod(pod: &Pod<'_>) -> bool {
    let containers = pod.containers();
    let volumes = pod.spec.volumes.iter().flatten();
    let projects = |volume: &Volume| {
        let sources = volume.projected.iter().flat_map(|projected| projected.sources.iter().flatten());
        sources.filter(|source| source.config_map.is_some()).count() > 0
    };
    let reads = |container: &Container<'_>| {
        let mut variables = container.spec.env.iter().flatten().filter_map(|variable| variable.value_from.as_ref());
        variables.any(|from| from.config_map_key_ref.is_some())
            || container.spec.env_from.iter().flatten().any(|from| from.config_map_ref.is_some())
    };
    containers.len() > 1
        || volumes.into_iter().any(|volume| volume.config_map.is_some() || projects(volume))
        || containers.iter().any(reads)
}

/// The port of the Pod that a port of a Service leads to.
fn target_port(port: &ServicePort, pod: &Pod<'_>) -> Option<u16> {
    let number = match &port.target_port {
        Some(IntOrString::String(name)) => {
            pod.containers().iter().find_map(|c| c.port_named(name).map(|p| p.container_port))?
        }
        Some(IntOrString::Int(number)) => *number,
        None => port.port,
    };
    u16::try_from(number).ok()
}
