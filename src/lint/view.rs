//! The views of the input that checks are shown.

use std::cell::OnceCell;
use std::collections::HashMap;

use k8s_openapi::api::core::v1::{PodSecurityContext, SecurityContext, Volume};

use super::workload::Workload;
use crate::composition::{self, Composition, Context, Member, ObjectIndex};
use crate::k8s::{Container, Manifest, Pod, Slot};
use crate::yaml::FieldPath;

/// One object.
pub struct ObjectView<'a> {
    /// The object.
    pub manifest: &'a Manifest,
    pub(super) objects: &'a ObjectIndex<'a>,
}

impl<'a> ObjectView<'a> {
    /// Returns the rest of the input, as the object sees it.
    pub fn context(&self) -> Context<'a> {
        Context::of(self.manifest, self.objects)
    }
}

/// Everything of one run.
pub struct RunView<'a> {
    /// The workloads that open ports of their nodes, in the order of files and positions.
    pub workloads: Vec<&'a Workload>,
}

/// One Pod or pod template.
pub struct PodView<'a> {
    /// The object that holds it.
    pub manifest: &'a Manifest,
    /// The Pod.
    pub pod: Pod<'a>,
    /// Its containers, init containers first, in file order.
    pub containers: Vec<Container<'a>>,
    objects: &'a ObjectIndex<'a>,
    composition: OnceCell<Composition>,
    volumes: OnceCell<HashMap<&'a str, &'a Volume>>,
}

/// The seconds that a Pod has to end unless it says otherwise.
pub const DEFAULT_GRACE: i64 = 30;

/// The most containers of a Pod that rules look at. Some hold each against every other, and nobody runs so many: etcd
/// takes no object above 1.5 MiB.
const MOST: usize = 256;

/// Returns the number of containers of a Pod that has more than rules look at.
pub(super) fn over_container_limit(manifest: &Manifest) -> Option<usize> {
    manifest.pod().map(|pod| pod.size()).filter(|&size| size > MOST)
}

impl<'a> PodView<'a> {
    /// Returns the Pod of an object, if it has one with no more containers than rules look at.
    pub(super) fn of(manifest: &'a Manifest, objects: &'a ObjectIndex<'a>) -> Option<Self> {
        let pod = manifest.pod().filter(|pod| pod.size() <= MOST)?;
        Some(Self {
            manifest,
            pod,
            containers: pod.containers(),
            objects,
            composition: OnceCell::new(),
            volumes: OnceCell::new(),
        })
    }

    /// Returns the seconds that the Pod has to end, as its author states them: the default, in an object that a server
    /// returned, was filled in by the server.
    pub fn stated_grace(&self) -> Option<i64> {
        let filled_in = self.manifest.uid().map(|_| DEFAULT_GRACE);
        self.pod.spec.termination_grace_period_seconds.filter(|seconds| Some(*seconds) != filled_in)
    }

    /// Returns the rest of the input, as the Pod sees it.
    pub fn context(&self) -> Context<'a> {
        Context::of(self.manifest, self.objects)
    }

    /// Returns what its containers are to each other; worked out when the first rule asks.
    pub fn composition(&self) -> &Composition {
        self.composition.get_or_init(|| composition::analyse(&self.pod, &self.context()))
    }

    /// Returns what is known of a container, and its place among the members: they stand in the order of the
    /// containers.
    pub fn member(&self, container: &Container<'_>) -> Option<(usize, &Member)> {
        let slot = |container: &Container<'_>| match container.slot {
            Slot::Init | Slot::Sidecar => 0,
            Slot::App => 1,
            Slot::Ephemeral => 2,
        };
        let first = self.containers.partition_point(|other| slot(other) < slot(container));
        let at = first + container.index;
        self.composition()
            .members
            .get(at)
            .map(|member| (at, member))
            .filter(|(_, member)| member.path == container.path)
    }

    /// The volume of a name; the first of several.
    pub fn volume(&self, name: &str) -> Option<&'a Volume> {
        let spec = self.pod.spec;
        let by_name = || spec.volumes.iter().flatten().rev().map(|volume| (volume.name.as_str(), volume)).collect();
        self.volumes.get_or_init(by_name).get(name).copied()
    }

    /// Returns the place of a volume.
    pub fn volume_path(&self, at: usize) -> FieldPath {
        self.pod.path().field("volumes").index(at)
    }

    /// Returns the place of the metadata of the Pod or pod template.
    pub fn metadata_path(&self) -> FieldPath {
        self.pod.path().parent().unwrap_or_default().field("metadata")
    }

    /// Returns what the security contexts of the Pod and of its containers say of a field, each with its place.
    pub fn security_fields<T>(
        &self,
        field: &'static str,
        of_pod: fn(&PodSecurityContext) -> Option<&T>,
        own: fn(&SecurityContext) -> Option<&T>,
    ) -> Vec<(FieldPath, &T)> {
        let place = || self.pod.path().field("securityContext").field(field);
        let first = self.pod.security().and_then(of_pod).map(|value| (place(), value));
        let rest = self
            .containers
            .iter()
            .filter_map(|container| Some((container.security_path(field), container.security().and_then(own)?)));
        first.into_iter().chain(rest).collect()
    }

    /// Returns true if a container serves for good and on its own account: it is no helper, and the Pod no batch job.
    pub fn serves_with(&self, container: &Container<'_>) -> bool {
        let is_batch = self.pod.is_job() || self.pod.spec.restart_policy.as_deref() == Some("Never");
        let is_helper = || self.member(container).is_some_and(|(_, member)| member.role.is_helper());
        container.slot == Slot::App && !is_batch && (self.containers.len() == 1 || !is_helper())
    }
}
