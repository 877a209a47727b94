//! The objects of an open text, and what the containers of one of them are to each other.

use super::document::View;
use crate::composition::knowledge::Knowledge;
use crate::composition::{Composition, Context, ObjectIndex, analyse};
use crate::k8s::{self, Manifest};

/// Returns the objects of a text.
pub(super) fn manifests(view: &View<'_>) -> Vec<Manifest> {
    k8s::read(view.source).manifests
}

/// Returns the object that an offset lies in.
pub(super) fn manifest_at(manifests: &[Manifest], offset: usize) -> Option<&Manifest> {
    let is_here = |manifest: &&Manifest| {
        let span = manifest.node().span();
        span.start <= offset && offset <= span.end
    };
    manifests.iter().find(is_here)
}

/// Returns what the containers of an object's Pod are to each other; `manifests` are all objects of its text.
pub(super) fn composition(manifest: &Manifest, manifests: &[Manifest], knowledge: &Knowledge) -> Option<Composition> {
    let pod = manifest.pod()?;
    let known = manifests.iter().filter(|manifest| ObjectIndex::takes(manifest));
    let count = manifests.iter().filter(|manifest| manifest.pod_node().is_some()).count();
    let objects = ObjectIndex::of(known.map(|manifest| (manifest.source.name(), manifest.object())));
    let objects = objects.with_pod_count(count).with_knowledge(knowledge);
    Some(analyse(&pod, &Context::of(manifest, &objects)))
}
