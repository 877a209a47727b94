//! The context that checks of one part need of the whole Pod: the values that defaults fill in, the volumes and claims
//! that names may refer to, and whether it is a Pod or only the template of some.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use k8s_openapi::api::core::v1::{Container, PodSpec, Volume};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::k8s::as_container;
use crate::validity::metadata;
use crate::yaml::Path;

/// A Pod or a template, with the server's defaults in place.
pub(super) struct PodDefaults<'a> {
    /// As written.
    pub(super) spec: &'a PodSpec,
    /// Metadata of the Pod or of the template.
    pub(super) metadata: &'a ObjectMeta,
    /// A Pod itself, not a template: some defaults and some checks are for Pods only.
    pub(super) is_pod: bool,
    /// The volumes without fault, by name: only these can be mounted.
    pub(super) volumes: HashMap<&'a str, &'a Volume>,
    /// The names of the others.
    pub(super) faulty_volumes: HashSet<&'a str>,
    /// Names in `resourceClaims`.
    pub(super) claims: HashSet<&'a str>,
    /// The ephemeral containers in the shape of ordinary ones.
    pub(super) ephemeral: Vec<Container>,
}

impl<'a> PodDefaults<'a> {
    /// Volumes are yet to be judged.
    pub(super) fn new(spec: &'a PodSpec, metadata: &'a ObjectMeta, is_pod: bool) -> Self {
        let claims = spec.resource_claims.iter().flatten().map(|claim| claim.name.as_str());
        let ephemeral = spec.ephemeral_containers.iter().flatten().map(as_container).collect();
        let claims = claims.filter(|name| !name.is_empty()).collect();
        let (volumes, faulty_volumes) = (HashMap::new(), HashSet::new());
        Self { spec, metadata, is_pod, volumes, faulty_volumes, claims, ephemeral }
    }

    /// The name of the Pod, where one is known. Pods of a template get other names.
    pub(super) fn pod_name(&self) -> Option<Cow<'a, str>> {
        if self.is_pod { metadata::name_to_be(self.metadata) } else { None }
    }

    /// An annotation of the Pod or template.
    pub(super) fn annotation(&self, key: &str) -> Option<&'a str> {
        self.metadata.annotations.as_ref()?.get(key).map(String::as_str)
    }

    /// Seconds between the wish to stop and the kill. `SetDefaults_PodSpec`, `Convert_v1_Pod_To_core_Pod`.
    pub(super) fn grace_period(&self) -> i64 {
        match self.spec.termination_grace_period_seconds {
            None => 30,
            Some(seconds) if self.is_pod && seconds < 0 => 1,
            Some(seconds) => seconds,
        }
    }

    /// Returns true if containers see the users of the node.
    pub(super) fn host_users(&self) -> bool {
        self.spec.host_users != Some(false)
    }

    /// Returns true if containers see the network of the node.
    pub(super) fn host_network(&self) -> bool {
        self.spec.host_network == Some(true)
    }

    /// Returns true if the Pod's containers are left alone once they end.
    pub(super) fn never_restarts(&self) -> bool {
        self.spec.restart_policy.as_deref() == Some("Never")
    }

    /// Returns true if the Pod says that it is for Windows nodes.
    pub(super) fn is_windows(&self) -> bool {
        self.spec.os.as_ref().is_some_and(|os| os.name == "windows")
    }

    /// Every container with its path, in the order of `VisitContainersWithPath`.
    pub(super) fn each_container(&self, path: &Path<'_>, mut visit: impl FnMut(&Container, &Path<'_>)) {
        let init = path.field("initContainers");
        for (index, container) in self.spec.init_containers.iter().flatten().enumerate() {
            visit(container, &init.index(index));
        }
        let containers = path.field("containers");
        for (index, container) in self.spec.containers.iter().enumerate() {
            visit(container, &containers.index(index));
        }
        let ephemeral = path.field("ephemeralContainers");
        for (index, container) in self.ephemeral.iter().enumerate() {
            visit(container, &ephemeral.index(index));
        }
    }
}
