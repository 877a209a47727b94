//! The other end of what a place names: the volume of a mount, the Pods of a selector, the container behind an address.

use std::path::PathBuf;

use super::composed::{self, manifest_at};
use super::document::{Document, Kind};
use super::known::Known;
use super::target;
use crate::k8s::Manifest;
use crate::k8s::name_fields::{CONTAINERS, Names, names_at, pod_path};
use crate::source::Span;
use crate::yaml::{FieldPath, Node, Segment};

/// The other end of what a place names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OtherEnd {
    /// Bytes of the open text.
    Here(Span),
    /// A file.
    File(PathBuf),
}

/// Returns the other ends of what a place names.
pub(super) fn definitions(document: &Document, known: &Known, offset: usize) -> Vec<OtherEnd> {
    let view = document.view(offset);
    let found = match document.kind() {
        Kind::Manifests => {
            let manifests = composed::manifests(&view);
            let spans = manifest_at(&manifests, view.offset).and_then(|manifest| {
                let target = target::at(manifest.node(), view.offset)?;
                let place = Place { manifest, manifests: &manifests, path: target.path, node: target.node };
                Some(place.named().unwrap_or_else(|| place.linked(known)))
            });
            spans.unwrap_or_default().into_iter().filter_map(|span| view.now(span)).map(OtherEnd::Here).collect()
        }
        Kind::Descriptions => {
            let target = view.root().and_then(|root| target::at(root, view.offset)).filter(|target| !target.is_key);
            let entry = target.and_then(|target| known.entry(target.node.as_str()?)?.file.clone());
            entry.into_iter().map(OtherEnd::File).collect()
        }
        Kind::Configuration => Vec::new(),
    };
    if found.is_empty() { related(document, offset) } else { found }
}

/// Returns the places that belong to the faults at a place.
fn related(document: &Document, offset: usize) -> Vec<OtherEnd> {
    let faults = document.faults().unwrap_or_default().iter();
    let here = faults.filter(|fault| fault.span.start <= offset && offset <= fault.span.end);
    let spans = here.flat_map(|fault| &fault.related).map(|(span, _)| OtherEnd::Here(*span));
    spans.filter(|end| !matches!(end, OtherEnd::Here(span) if span.start <= offset && offset <= span.end)).collect()
}

/// A place in an object, and the objects of its text.
struct Place<'m> {
    manifest: &'m Manifest,
    manifests: &'m [Manifest],
    path: FieldPath,
    node: Node<'m>,
}

impl<'m> Place<'m> {
    /// Returns what a field names; `None` if it is none that names something.
    fn named(&self) -> Option<Vec<Span>> {
        let names = names_at(self.manifest, &self.path)?;
        Some(match names {
            Names::Volume => self.volumes(),
            Names::OwnPort => self.container().map_or_else(Vec::new, |container| ports(container, self.node.text())),
            Names::Container => {
                let named = containers(self.manifest);
                named.into_iter().filter_map(|container| name_of(container, self.node.text())).collect()
            }
            Names::Object(kind) => self.objects(kind, self.node.text()).filter_map(name_span).collect(),
            Names::AnyObject => {
                let kind = self.beside(1, "kind").unwrap_or_default();
                self.objects(kind, self.node.text()).filter_map(name_span).collect()
            }
            Names::Key(kind, levels, field) => {
                let object = self.beside(levels, field).unwrap_or_default();
                self.objects(kind, object).filter_map(|object| key_span(object, self.node.text())).collect()
            }
            Names::Pods => self.pods(),
            Names::TargetPort => {
                let selector = self.manifest.node().get("spec").and_then(|spec| spec.get("selector"));
                let pods = selector.into_iter().flat_map(|selector| self.selected(selector));
                let containers = pods.flat_map(containers);
                containers.flat_map(|container| ports(container, self.node.text())).collect()
            }
            Names::ServicePort(levels) => {
                let service = self.beside(levels, "name").unwrap_or_default();
                self.objects("Service", service).flat_map(|service| service_ports(service, self.node.text())).collect()
            }
        })
    }

    /// Returns the text of a field so many levels above, and then below.
    fn beside(&self, levels: usize, field: &str) -> Option<&'m str> {
        Some(above(self.manifest.node(), &self.path, levels)?.get(field)?.text())
    }

    /// The objects of a kind and name, in the same namespace.
    fn objects(&self, kind: &str, name: &str) -> impl Iterator<Item = &'m Manifest> {
        let namespace = &self.manifest.identity.namespace;
        self.manifests.iter().filter(move |other| {
            let identity = &other.identity;
            identity.kind == kind && identity.name.as_deref() == Some(name) && {
                // Objects of the cluster have none, and others may leave it to the one who applies them.
                identity.namespace == *namespace || identity.namespace.is_none() || namespace.is_none()
            }
        })
    }

    fn volumes(&self) -> Vec<Span> {
        let spec = pod_path(self.manifest).and_then(|path| self.manifest.node().at(&path));
        let volumes = spec.and_then(|spec| spec.get("volumes")).into_iter().flat_map(Node::items);
        let templates = self.manifest.node().get("spec").and_then(|spec| spec.get("volumeClaimTemplates"));
        let templates = templates.into_iter().flat_map(Node::items).filter_map(|template| template.get("metadata"));
        volumes.chain(templates).filter_map(|volume| name_of(volume, self.node.text())).collect()
    }

    /// Returns the container that the place lies in.
    fn container(&self) -> Option<Node<'m>> {
        let length = pod_path(self.manifest)?.segments().len() + 2;
        self.manifest.node().at(&FieldPath::new(self.path.segments().get(..length)?.iter().cloned()))
    }

    /// Returns the Pods that the selector finds which the place lies in: their label of the same key, or their names.
    fn pods(&self) -> Vec<Span> {
        let selectors = ["selector", "podSelector"];
        let is_selector = |segment: &Segment<'_>| matches!(segment, Segment::Field(name) | Segment::Key(name) if selectors.contains(&name.as_ref()));
        let Some(at) = self.path.segments().iter().position(is_selector) else { return Vec::new() };
        let (to, below) = self.path.segments().split_at(at + 1);
        let Some(selector) = self.manifest.node().at(&FieldPath::new(to.iter().cloned())) else { return Vec::new() };
        let key = match below.last() {
            Some(Segment::Field(key) | Segment::Key(key)) if key != "matchLabels" => Some(key),
            _ => None,
        };
        let span = |pod: &Manifest| {
            let labels = || pod.pod_node()?.get("metadata")?.get("labels");
            key.and_then(|key| Some(labels()?.get(key)?.span())).or_else(|| name_span(pod))
        };
        self.selected(selector).into_iter().filter_map(span).collect()
    }

    /// Returns the objects whose Pods have the labels of a selector.
    fn selected(&self, selector: Node<'m>) -> Vec<&'m Manifest> {
        let wanted = selector.get("matchLabels").unwrap_or(selector);
        if wanted.is_empty() {
            return Vec::new();
        }
        let has = |pod: &Manifest| {
            let labels = pod.pod().and_then(|pod| pod.metadata?.labels.as_ref());
            labels.is_some_and(|labels| {
                wanted.entries().all(|entry| labels.get(entry.name.as_ref()).is_some_and(|it| it == entry.value.text()))
            })
        };
        let namespace = &self.manifest.identity.namespace;
        let here = self.manifests.iter().filter(|pod| pod.identity.namespace == *namespace);
        here.filter(|pod| has(pod)).collect()
    }

    /// Returns the containers that a place links to, as far as it proves a link.
    fn linked(&self, known: &Known) -> Vec<Span> {
        let knowledge = &known.surroundings.knowledge;
        let Some(composition) = composed::composition(self.manifest, self.manifests, knowledge) else {
            return Vec::new();
        };
        let proves = composition
            .links
            .iter()
            .filter(|link| !link.place.is_root() && self.path.segments().starts_with(link.place.segments()));
        let others = proves.filter_map(|link| {
            let (from, to) = (composition.members.get(link.from)?, composition.members.get(link.to)?);
            let is_of_from = link.place.segments().starts_with(from.path.segments());
            let other = self.manifest.node().at(if is_of_from { &to.path } else { &from.path })?;
            Some(other.get("name").unwrap_or(other).span())
        });
        others.collect()
    }
}

/// Returns the containers of an object's Pod.
fn containers(manifest: &Manifest) -> Vec<Node<'_>> {
    let spec = pod_path(manifest).and_then(|path| manifest.node().at(&path));
    let lists = spec.into_iter().flat_map(|spec| CONTAINERS.map(|list| spec.get(list)));
    lists.flatten().flat_map(Node::items).collect()
}

/// Returns where the name of an item stands, if it has that name.
fn name_of(item: Node<'_>, name: &str) -> Option<Span> {
    item.get("name").filter(|own| own.text() == name).map(Node::span)
}

/// Returns where the name of an object stands.
fn name_span(manifest: &Manifest) -> Option<Span> {
    Some(manifest.node().get("metadata")?.get("name")?.span())
}

/// Returns where a key of a `ConfigMap` or Secret stands.
fn key_span(manifest: &Manifest, key: &str) -> Option<Span> {
    let maps = ["data", "stringData", "binaryData"].into_iter().filter_map(|map| manifest.node().get(map));
    let entry = maps.into_iter().find_map(|map| map.entry(key));
    entry.map(|entry| entry.key.span())
}

/// Returns where a container declares a port, by its name or number.
fn ports(container: Node<'_>, port: &str) -> Vec<Span> {
    listed(container.get("ports"), "containerPort", port)
}

fn service_ports(service: &Manifest, port: &str) -> Vec<Span> {
    listed(service.node().get("spec").and_then(|spec| spec.get("ports")), "port", port)
}

/// Returns where the ports of a list stand that have a name or number.
fn listed(list: Option<Node<'_>>, number: &str, port: &str) -> Vec<Span> {
    let is_it = |field: &Node<'_>| field.text() == port;
    let span = |item: Node<'_>| item.get("name").filter(is_it).or(item.get(number).filter(is_it)).map(Node::span);
    list.into_iter().flat_map(Node::items).filter_map(span).collect()
}

/// Returns a node so many levels above another one.
fn above<'t>(root: Node<'t>, path: &FieldPath, levels: usize) -> Option<Node<'t>> {
    let length = path.segments().len().checked_sub(levels)?;
    root.at(&FieldPath::new(path.segments()[..length].iter().cloned()))
}
