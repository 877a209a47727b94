//! Helpers are added to a workload: what they change in its text, and the objects that come with them.

use std::sync::Arc;

use serde_json::Value;

use super::difference::Difference;
use super::target::{Wanted, find};
use crate::catalogue::Catalogue;
use crate::edit::{Change, Draft, Refused};
use crate::k8s::{self, Manifest, Object};
use crate::pattern::{Existing, Extension, HelperFlags, Kind, extend};
use crate::source::Source;
use crate::yaml::{self, FieldPath, Node, Segment};

/// The beginning of annotations of podpat's own, and of those by which Prometheus finds Pods.
const OWN: &str = "podpat.dev/";
const SCRAPE: &str = "prometheus.io/";

/// A manifest with helpers added.
#[derive(Debug)]
#[non_exhaustive]
pub struct Added {
    /// The text with the helpers in it.
    pub text: String,
    /// Notes for the user.
    pub notes: Vec<String>,
}

/// A place of a manifest that cannot be edited.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{path}` cannot be changed: {reason}")]
#[diagnostic(help("write that part of the manifest in block style, without anchors, and try again"))]
struct NotEdited {
    path: String,
    reason: Refused,
}

/// Adds helpers to the workload that is meant. Everything that is there stays as it is, byte for byte, save what has to
/// change.
///
/// # Errors
/// Fails if the workload cannot be told, what was asked for is wrong, or a place of the text cannot be edited.
pub fn add(source: &Arc<Source>, wanted: &Wanted, asked: &HelperFlags, catalogue: &Catalogue) -> miette::Result<Added> {
    let manifests = k8s::read(source).manifests;
    let (manifest, kind, main) = find(&manifests, wanted, source.name())?;
    let extension = extend(Existing { manifest, kind, main: &main }, asked, catalogue)?;
    let mut draft = Draft::new(Arc::clone(source));
    let mut edit = |manifest: &Manifest, change: &Change| {
        let object = manifest.node().path();
        let made = match draft.change(manifest.document, &object, change) {
            // Between brackets, and in JSON, there are none.
            Err(Refused::Comments(_)) => draft.change(manifest.document, &object, &without_comments(change)),
            made => made,
        };
        made.map_err(|reason| NotEdited { path: change.path().to_string(), reason })
    };
    let mark = format!("podpat add: {}", extension.helpers.join(", "));
    for change in of_pod(manifest, kind, &extension, &mark) {
        edit(manifest, &change)?;
    }
    let mut notes = extension.notes.clone();
    notes.extend(unscraped(manifest, kind, &extension));
    if let Some((helper, port)) = &extension.front {
        for (service, change) in leading_to(&manifests, manifest, &main, port) {
            edit(service, &change)?;
            let name = service.identity.name.as_deref().unwrap_or_default();
            notes.push(format!("the Service `{name}` leads to `{helper}` now, which stands in front of `{main}`"));
        }
    }
    for object in &extension.objects {
        let tree = yaml::parse(&Arc::new(Source::new(object.name.as_str(), object.text.as_str())));
        let value = tree.documents.into_iter().find_map(|document| Some(document.tree.ok()?.root().to_json()));
        draft.add_document(&value.unwrap_or_default());
    }
    Ok(Added { text: draft.source().text().to_owned(), notes })
}

/// Returns the changes of the workload itself.
fn of_pod(manifest: &Manifest, kind: Kind, extension: &Extension, mark: &str) -> Vec<Change> {
    let pod_path = FieldPath::default().field(kind.pod_path());
    let spec = manifest.node().at(&pod_path).map(Node::to_json).unwrap_or_default();
    let mut changes = Difference::between(&extension.before, &extension.after, &spec, &pod_path, mark);
    let template = template(kind);
    for (field, entries) in [("annotations", &extension.pod_annotations), ("labels", &extension.pod_labels)] {
        let path = template.clone().field("metadata").field(field);
        let there = manifest.node().at(&path).map(Node::to_json).unwrap_or_default();
        let is_taken = |key: &str| !key.starts_with(OWN) && (there.get(key).is_some() || is_scraped(&there, key));
        for (key, value) in entries.iter().filter(|(key, _)| !is_taken(key)) {
            changes.push(Change::Set(path.clone().join(Segment::Key(key.as_str().into())), value.clone()));
        }
    }
    changes
}

/// Returns the path of the metadata and the spec of the Pods.
fn template(kind: Kind) -> FieldPath {
    let pod = FieldPath::default().field(kind.pod_path());
    let steps = pod.segments();
    FieldPath::new(steps[..steps.len() - 1].iter().cloned())
}

/// Returns true if an annotation tells Prometheus of a port, and another one is told of already: a Pod has one.
fn is_scraped(annotations: &Value, key: &str) -> bool {
    key.starts_with(SCRAPE) && annotations.as_object().is_some_and(|all| all.keys().any(|it| it.starts_with(SCRAPE)))
}

/// Returns the note that Prometheus is not led to a helper, where annotations lead it elsewhere.
fn unscraped(manifest: &Manifest, kind: Kind, extension: &Extension) -> Option<String> {
    let path = template(kind).field("metadata").field("annotations");
    let there = manifest.node().at(&path)?.to_json();
    let port = format!("{SCRAPE}port");
    let asked = extension.pod_annotations.get(&port)?;
    let known = there.get(&port).filter(|known| *known != asked && is_scraped(&there, &port))?;
    Some(format!("the Pods lead Prometheus to port {} already; port {} needs a PodMonitor", shown(known), shown(asked)))
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the same change without comments.
fn without_comments(change: &Change) -> Change {
    let plain = yaml::without_comments;
    match change.clone() {
        Change::Set(path, value) => Change::Set(path, plain(&value)),
        Change::InsertItem(path, at, value) => Change::InsertItem(path, at, plain(&value)),
        Change::Insert(path, entries, spot) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect();
            Change::Insert(path, entries, spot)
        }
        other => other,
    }
}

/// Returns the Services that lead to main's port, each with the change that leads it to the port of a helper.
fn leading_to<'a>(
    manifests: &'a [Manifest],
    workload: &Manifest,
    main: &str,
    front: &str,
) -> Vec<(&'a Manifest, Change)> {
    let Some(pod) = workload.pod() else { return Vec::new() };
    let containers = pod.containers();
    let ports = containers.iter().find(|it| it.name() == main).and_then(|it| it.spec.ports.as_ref()?.first());
    let (Some(port), Some(labels)) = (ports, pod.metadata.and_then(|metadata| metadata.labels.as_ref())) else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    for manifest in manifests.iter().filter(|it| it.identity.namespace == workload.identity.namespace) {
        let Object::Service(service) = manifest.object() else { continue };
        let Some(spec) = &service.spec else { continue };
        let selector = spec.selector.iter().flatten();
        let selects =
            selector.clone().next().is_some() && selector.clone().all(|(key, it)| labels.get(key) == Some(it));
        for (at, asked) in spec.ports.iter().flatten().enumerate().filter(|_| selects) {
            let target = asked
                .target_port
                .as_ref()
                .map_or(Value::from(asked.port), |it| serde_json::to_value(it).unwrap_or_default());
            let is_main =
                target == port.container_port || port.name.as_ref().is_some_and(|name| target == name.as_str());
            if is_main {
                let path = FieldPath::default().field("spec").field("ports").index(at).field("targetPort");
                changes.push((manifest, Change::Set(path, front.into())));
            }
        }
    }
    changes
}
