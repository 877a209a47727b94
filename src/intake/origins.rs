//! Findings in what kustomize made, led back to the files that the objects come from, where the same field stands there
//! with the same value. The others keep the name of the kustomization, and no lines.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::files::{self, Size};
use crate::k8s::{self, Identity, Manifest};
use crate::lint::{Finding, Place};
use crate::source::{Source, Span};
use crate::yaml::{FieldPath, Kind, Node, Segment};

/// Leads the findings in rendered texts back to files, as far as that can be done; each is there once then, however many
/// kustomizations include the object. `origins` has the files by the names of the texts, `bytes` returns such a text.
pub fn lead_back(
    findings: &mut Vec<Finding>,
    origins: &BTreeMap<String, Vec<PathBuf>>,
    mut bytes: impl FnMut(&str) -> Vec<u8>,
) {
    if origins.is_empty() {
        return;
    }
    for (name, files) in origins {
        if findings.iter().any(|finding| finding.place.source.name() == name) {
            let files = files.iter().filter_map(|file| files::text(file, Size::MANIFEST).ok());
            let origins = files.flat_map(|source| k8s::read(&Arc::new(source)).manifests).collect();
            let rendered = Source::from_bytes(name.as_str(), bytes(name)).ok();
            let rendered = rendered.map(|source| k8s::read(&Arc::new(source)).manifests).unwrap_or_default();
            let text = RenderedText { rendered, origins };
            findings.iter_mut().filter(|it| it.place.source.name() == name).for_each(|it| text.lead_back(it));
        }
    }
    findings.sort_by(Finding::cmp_place);
    findings.dedup_by(|a, b| !a.is_rendered && a.cmp_place(b).is_eq());
}

/// The objects of a rendered text, and those of the files that it was made of.
struct RenderedText {
    rendered: Vec<Manifest>,
    origins: Vec<Manifest>,
}

impl RenderedText {
    fn lead_back(&self, finding: &mut Finding) {
        // Its edits are those of a text that is no file.
        finding.fix = None;
        let objects = finding.object.as_deref().and_then(|identity| self.object(identity, finding.document));
        let origin = objects.and_then(|(rendered, origin)| {
            let place = origin_of(&finding.place, rendered, origin)?;
            let related = finding.related.iter().map(|related| origin_of(&related.place, rendered, origin));
            Some((place, related.collect::<Vec<_>>(), origin.document))
        });
        let Some((place, related, document)) = origin else {
            finding.is_rendered = true;
            return;
        };
        (finding.place, finding.document) = (place, document);
        let mut places = related.into_iter();
        finding.related.retain_mut(|related| match places.next().flatten() {
            Some(place) => {
                related.place = place;
                true
            }
            None => false,
        });
    }

    /// Returns an object as it was rendered, and the one object of the files that it can come from.
    fn object(&self, identity: &Identity, document: usize) -> Option<(&Manifest, &Manifest)> {
        let rendered = self.rendered.iter().find(|it| it.document == document && *it.identity == *identity)?;
        let name = identity.name.as_deref()?;
        let same_kind = |it: &&Manifest| it.identity.kind == identity.kind;
        let with_name = |matches: &dyn Fn(&str) -> bool| {
            let mut all = self.origins.iter().filter(same_kind);
            let mut all = all.by_ref().filter(|it| it.identity.name.as_deref().is_some_and(matches));
            all.next().filter(|_| all.next().is_none())
        };
        // A prefix, a suffix or both may have been added.
        let origin = with_name(&|it| it == name).or_else(|| with_name(&|it| !it.is_empty() && name.contains(it)))?;
        Some((rendered, origin))
    }
}

/// Returns the place in an object of a file that has what a place of the rendered object has.
fn origin_of(place: &Place, rendered: &Manifest, origin: &Manifest) -> Option<Place> {
    let (mut there, mut here, mut path) = (rendered.node(), origin.node(), FieldPath::default());
    for segment in place.path.segments() {
        let step = match segment {
            Segment::Index(at) => Segment::Index(index_of(there.items().nth(*at)?, *at, here)?),
            named => named.clone(),
        };
        (there, here, path) = (there.step(segment)?, here.step(&step)?, path.join(step));
    }
    if !is_same(there, here) {
        return None;
    }
    let is_key = key_span(rendered.node(), &place.path) == Some(place.span);
    let span = if is_key { key_span(origin.node(), &path)? } else { here.span() };
    Some(Place { source: Arc::clone(&origin.source), span, path })
}

/// Returns the place in a list of the item that has the name of another; of one without a name, its own place.
fn index_of(item: Node<'_>, at: usize, list: Node<'_>) -> Option<usize> {
    let name = |item: Node<'_>| item.get("name").map(Node::to_json);
    match name(item) {
        None => Some(at),
        known => list.items().position(|other| name(other) == known),
    }
}

/// Returns true if two nodes are the same value, or the same item of a list by its name.
fn is_same(a: Node<'_>, b: Node<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::Scalar, Kind::Scalar) => a.to_json() == b.to_json(),
        (Kind::Mapping, Kind::Mapping) => a.get("name").map(Node::to_json) == b.get("name").map(Node::to_json),
        (a, b) => a == b,
    }
}

/// Returns where the key of a field stands.
fn key_span(root: Node<'_>, path: &FieldPath) -> Option<Span> {
    let parent = root.at(&path.parent()?)?;
    let (Segment::Field(last) | Segment::Key(last)) = path.segments().last()? else { return None };
    parent.pairs().map(|(key, _)| key).find(|key| key.text() == last).map(Node::span)
}
