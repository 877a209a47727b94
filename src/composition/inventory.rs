//! What is in the input, found by namespace and name.

use std::collections::HashMap;

use k8s_openapi::api::core::v1::{ConfigMap, Service};

use super::replicas::{Population, Replicas};
use super::rights::Rights;
use crate::k8s::{Manifest, Object};

/// The objects of the input that composition looks at, found by namespace and name.
#[derive(Clone, Debug, Default)]
pub struct Inventory<'a> {
    /// By namespace and name, each with its file.
    pub(super) config_maps: HashMap<(&'a str, &'a str), Vec<(&'a str, &'a ConfigMap)>>,
    pub(super) services: HashMap<&'a str, Vec<&'a Service>>,
    pub(super) rights: Rights<'a>,
    pub(super) pods: Population<'a>,
}

impl<'a> Inventory<'a> {
    /// What the analysis looks at among all objects of the input, each with its file; none but those it
    /// [`takes`](Self::takes).
    pub fn of(objects: impl IntoIterator<Item = (&'a str, &'a Object)>) -> Self {
        let mut inventory = Self::default();
        for (file, object) in objects {
            match object {
                Object::ConfigMap(map) => inventory.add_config_map(file, map),
                Object::Service(service) => inventory.add_service(service),
                object => inventory.rights.add(object),
            }
        }
        inventory
    }

    /// With the Pods that workloads of the input make.
    pub fn with_pods(self, all: impl IntoIterator<Item = &'a Replicas>) -> Self {
        Self { pods: Population::of(all), ..self }
    }

    /// Whether it has a place for such an object.
    pub fn takes(manifest: &Manifest) -> bool {
        matches!(&*manifest.identity.kind, "ConfigMap" | "Service") || Rights::takes(&manifest.identity.kind)
    }

    fn add_config_map(&mut self, file: &'a str, map: &'a ConfigMap) {
        if let Some(name) = &map.metadata.name {
            let namespace = namespace(map.metadata.namespace.as_deref());
            self.config_maps.entry((namespace, name)).or_default().push((file, map));
        }
    }

    fn add_service(&mut self, service: &'a Service) {
        self.services.entry(namespace(service.metadata.namespace.as_deref())).or_default().push(service);
    }
}

/// The namespace an object is in.
pub(super) fn namespace(namespace: Option<&str>) -> &str {
    namespace.unwrap_or("default")
}
