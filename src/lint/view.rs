//! What checks are shown.

use crate::k8s::{Container, Manifest, Pod};

/// One object.
pub struct ObjectView<'a> {
    /// The object.
    pub manifest: &'a Manifest,
}

/// One Pod or pod template.
pub struct PodView<'a> {
    /// The object that holds it.
    pub manifest: &'a Manifest,
    /// The Pod.
    pub pod: Pod<'a>,
    /// Its containers, init containers first, in file order.
    pub containers: Vec<Container<'a>>,
}

impl<'a> PodView<'a> {
    /// The Pod of an object, if it has one.
    pub(super) fn of(manifest: &'a Manifest) -> Option<Self> {
        let pod = manifest.pod()?;
        Some(Self { manifest, pod, containers: pod.containers() })
    }
}
