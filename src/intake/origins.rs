//! Findings in what was rendered, led back to the files that the objects come from. With kustomize these are objects with
//! the same field and the same value, with Helm templates. The others keep the name of the kustomization, and no lines.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::charts::ChartText;
use crate::files::{self, Size};
use crate::k8s::{self, Identity, Manifest};
use crate::lint::{Finding, Place};
use crate::rendering::Origins;
use crate::source::{Source, Span};
use crate::yaml::{FieldPath, Kind, Node, Segment};

/// Leads the findings in rendered texts back to files, as far as that can be done; each is there once then, however many
/// kustomizations include the object. `origins` has the files by the names of the texts, `bytes` returns such a text.
/// Returns the names of the rendered texts by those of the files.
pub fn lead_back(
    findings: &mut Vec<Finding>,
    origins: &BTreeMap<String, Origins>,
    mut bytes: impl FnMut(&str) -> Vec<u8>,
) -> HashMap<String, String> {
    let mut rendered_names = HashMap::new();
    if origins.is_empty() {
        return rendered_names;
    }
    for (name, origins) in origins {
        if !findings.iter().any(|finding| finding.place.source.name() == name) {
            continue;
        }
        let Ok(rendered) = Source::from_bytes(name.as_str(), bytes(name)).map(Arc::new) else { continue };
        let mut text = RenderedText::of(&rendered, origins);
        for finding in findings.iter_mut().filter(|it| it.place.source.name() == name) {
            text.lead_back(finding);
            rendered_names.entry(finding.place.source.name().to_owned()).or_insert_with(|| name.clone());
        }
    }
    findings.sort_by(Finding::cmp_place);
    let mut seen = HashSet::new();
    findings.retain(|finding| {
        let place = &finding.place;
        // A line of a template may be in several objects, or several times in one.
        let is_led_back = !finding.is_rendered && rendered_names.contains_key(place.source.name());
        let key = || (place.source.name().to_owned(), place.span, finding.rule.id, finding.message.clone());
        !is_led_back || seen.insert(key())
    });
    rendered_names
}

/// A rendered text, and what it was made of.
enum RenderedText<'t> {
    Kustomization(KustomizedText),
    Chart(ChartText<'t>),
}

impl<'t> RenderedText<'t> {
    fn of(text: &'t Arc<Source>, origins: &'t Origins) -> Self {
        match origins {
            Origins::Files(files) => {
                let files = files.iter().filter_map(|file| files::text(file, Size::MANIFEST).ok());
                let origins = files.flat_map(|source| k8s::read(&Arc::new(source)).manifests).collect();
                Self::Kustomization(KustomizedText { rendered: k8s::read(text).manifests, origins })
            }
            Origins::Templates(folder) => Self::Chart(ChartText::new(folder, text)),
        }
    }

    fn lead_back(&mut self, finding: &mut Finding) {
        // Its edits are those of a text that is no file.
        finding.fix = None;
        finding.is_rendered = match self {
            Self::Kustomization(text) => !text.lead_back(finding),
            Self::Chart(text) => !text.lead_back(finding),
        };
    }
}

/// The objects that kustomize made, and those of the files that it made them of.
struct KustomizedText {
    rendered: Vec<Manifest>,
    origins: Vec<Manifest>,
}

impl KustomizedText {
    /// Leads a finding back; returns false where the place in a file is not known.
    fn lead_back(&self, finding: &mut Finding) -> bool {
        let objects = finding.object.as_deref().and_then(|identity| self.object(identity, finding.document));
        let origin = objects.and_then(|(rendered, origin)| {
            let place = origin_of(&finding.place, rendered, origin)?;
            let related = finding.related.iter().map(|related| origin_of(&related.place, rendered, origin));
            Some((place, related.collect::<Vec<_>>(), origin.document))
        });
        let Some((place, related, document)) = origin else { return false };
        (finding.place, finding.document) = (place, document);
        let mut places = related.into_iter();
        finding.related.retain_mut(|related| match places.next().flatten() {
            Some(place) => {
                related.place = place;
                true
            }
            None => false,
        });
        true
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
