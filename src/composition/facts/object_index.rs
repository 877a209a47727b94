//! The objects of the input, found by namespace and name.

use std::collections::{BTreeMap, HashMap};

use k8s_openapi::api::core::v1::{ConfigMap, Service};

use super::config_map::IndexedConfigMap;
use super::namespace::namespace;
use super::rbac::Rbac;
use super::related::RelatedObjects;
use super::selector_index::MOST_SELECTED;
use super::workload_pods::{PodIndex, WorkloadPods};
use crate::composition::knowledge::Knowledge;
use crate::k8s::{Manifest, Object};

/// The objects of the input that composition looks at, found by namespace and name.
#[derive(Clone, Debug, Default)]
pub struct ObjectIndex<'a> {
    /// By namespace and name, each with its file.
    pub(crate) config_maps: HashMap<&'a str, HashMap<&'a str, Vec<IndexedConfigMap<'a>>>>,
    /// By namespace.
    pub(crate) services: HashMap<&'a str, ServicesByLabel<'a>>,
    pub(crate) rbac: Rbac<'a>,
    pub(crate) related: RelatedObjects<'a>,
    pub(crate) pods: PodIndex<'a>,
    pub(super) knowledge: Knowledge,
}

impl<'a> ObjectIndex<'a> {
    /// Indexes objects of the input, each with its file; others than those it [`takes`](Self::takes) are left out.
    pub fn of(objects: impl IntoIterator<Item = (&'a str, &'a Object)>) -> Self {
        let mut index = Self::default();
        for (file, object) in objects {
            index.related.add(object);
            match object {
                Object::ConfigMap(map) => index.add_config_map(file, map),
                Object::Service(service) => index.add_service(service),
                object => index.rbac.add(object),
            }
        }
        index
    }

    /// With the Pods that workloads of the input make.
    pub fn with_pods(self, all: impl IntoIterator<Item = &'a WorkloadPods>) -> Self {
        Self { pods: PodIndex::of(all), ..self }
    }

    /// With what is known of software.
    pub fn with_knowledge(self, knowledge: &Knowledge) -> Self {
        Self { knowledge: knowledge.clone(), ..self }
    }

    /// Returns true if it has a place for such an object.
    pub fn takes(manifest: &Manifest) -> bool {
        let kind = &*manifest.identity.kind;
        matches!(kind, "ConfigMap" | "Service") || Rbac::takes(kind) || RelatedObjects::takes(kind)
    }

    fn add_config_map(&mut self, file: &'a str, map: &'a ConfigMap) {
        if let Some(name) = &map.metadata.name {
            let namespace = namespace(map.metadata.namespace.as_deref());
            self.config_maps
                .entry(namespace)
                .or_default()
                .entry(name)
                .or_default()
                .push(IndexedConfigMap::new(file, map));
        }
    }

    fn add_service(&mut self, service: &'a Service) {
        self.services.entry(namespace(service.metadata.namespace.as_deref())).or_default().add(service);
    }
}

/// The Services of one namespace, found by a label that their Pods have.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServicesByLabel<'a> {
    count: usize,
    /// By the first label of the selector: the place in the input, the selector, the Service.
    by_label: HashMap<&'a str, HashMap<&'a str, Vec<Selecting<'a>>>>,
}

type Selecting<'a> = (usize, &'a BTreeMap<String, String>, &'a Service);

impl<'a> ServicesByLabel<'a> {
    fn add(&mut self, service: &'a Service) {
        let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
        if let Some((selector, (key, value))) = selector.and_then(|all| Some((all, all.first_key_value()?))) {
            self.by_label.entry(key).or_default().entry(value).or_default().push((self.count, selector, service));
            self.count += 1;
        }
    }

    /// Returns the Services whose selectors fit some labels, in the order of the input.
    pub(super) fn selecting(&self, labels: &BTreeMap<String, String>) -> impl Iterator<Item = &'a Service> {
        let fits =
            |&&(_, selector, _): &&Selecting<'a>| selector.iter().all(|(key, value)| labels.get(key) == Some(value));
        let mut fitting: Vec<(usize, &'a Service)> = Vec::new();
        for (key, value) in labels {
            let services = self.by_label.get(key.as_str()).and_then(|by_value| by_value.get(value.as_str()));
            fitting.extend(
                services.into_iter().flatten().filter(fits).take(MOST_SELECTED).map(|&(at, _, service)| (at, service)),
            );
        }
        fitting.sort_by_key(|&(at, _)| at);
        fitting.into_iter().map(|(_, service)| service)
    }
}
