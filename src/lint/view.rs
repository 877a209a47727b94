//! What checks are shown.

use std::cell::OnceCell;

use super::workload::Workload;
use crate::composition::{self, Composition, Inventory, Surroundings};
use crate::k8s::{Container, Manifest, Pod};

/// One object.
pub struct ObjectView<'a> {
    /// The object.
    pub manifest: &'a Manifest,
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
    inventory: &'a Inventory<'a>,
    composition: OnceCell<Composition>,
}

impl<'a> PodView<'a> {
    /// The Pod of an object, if it has one.
    pub(super) fn of(manifest: &'a Manifest, inventory: &'a Inventory<'a>) -> Option<Self> {
        let pod = manifest.pod()?;
        Some(Self { manifest, pod, containers: pod.containers(), inventory, composition: OnceCell::new() })
    }

    /// What stands around the Pod in the input.
    pub fn around(&self) -> Surroundings<'a> {
        Surroundings::of(self.manifest, self.inventory)
    }

    /// What its containers are to each other; worked out when the first rule asks.
    pub fn composition(&self) -> &Composition {
        self.composition.get_or_init(|| composition::analyse(&self.pod, &self.around()))
    }
}
