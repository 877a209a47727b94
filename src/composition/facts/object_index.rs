//! The objects of the input, found by namespace and name.

use std::collections::HashMap;

use k8s_openapi::api::core::v1::{ConfigMap, Service};

use super::config_map::ConfigMapVariants;
use super::namespace::namespace;
use super::rbac::Rbac;
use super::related::RelatedObjects;
use super::services_by_label::ServicesByLabel;
use super::workload_pods::{PodIndex, WorkloadPods};
use crate::composition::knowledge::Knowledge;
use crate::k8s::{Manifest, Object};

/// The objects of the input that composition looks at, found by namespace and name.
#[derive(Clone, Debug, Default)]
pub struct ObjectIndex<'a> {
    /// By namespace and name, each with its file.
    pub(crate) config_maps: HashMap<&'a str, HashMap<&'a str, ConfigMapVariants<'a>>>,
    /// By namespace.
    pub(crate) services: HashMap<&'a str, ServicesByLabel<'a>>,
    pub(crate) rbac: Rbac<'a>,
    pub(crate) related: RelatedObjects<'a>,
    pub(crate) pods: PodIndex<'a>,
    pub(super) knowledge: Knowledge,
    /// The number of Pods of the input.
    pub(super) pod_count: usize,
}

impl<'a> ObjectIndex<'a> {
    /// Indexes objects of the input, each with its file; others than those it [`takes`](Self::takes) are left out.
    pub fn of(objects: impl IntoIterator<Item = (&'a str, &'a Object)>) -> Self {
        let mut index = Self::default();
        for (file, object) in objects {
            index.related.add(file, object);
            match object {
                Object::ConfigMap(map) => index.add_config_map(file, map),
                Object::Service(service) => index.add_service(service),
                object => index.rbac.add(object),
            }
        }
        index.services.values_mut().for_each(ServicesByLabel::index);
        index
    }

    /// With the Pods that workloads of the input make.
    pub fn with_pods(self, all: impl IntoIterator<Item = &'a WorkloadPods>) -> Self {
        let pods = PodIndex::of(all);
        Self { pod_count: pods.count(), pods, ..self }
    }

    /// With the texts of roles among the objects, which rules may have something to add to.
    pub fn with_role_texts(mut self, roles: impl IntoIterator<Item = &'a Manifest>) -> Self {
        roles.into_iter().for_each(|role| self.rbac.add_text(role));
        self
    }

    /// With the number of Pods of the input, where it is told nothing else of them.
    pub fn with_pod_count(self, pod_count: usize) -> Self {
        Self { pod_count, ..self }
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
            self.config_maps.entry(namespace).or_default().entry(name).or_default().add(file, map);
        }
    }

    fn add_service(&mut self, service: &'a Service) {
        self.services.entry(namespace(service.metadata.namespace.as_deref())).or_default().add(service);
    }
}
