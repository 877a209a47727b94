//! Helpers are added to a workload: what they change in its text, and the objects that come with them.

use std::sync::Arc;

use serde_json::Value;

use super::difference::Difference;
use super::marked::{MarkedTexts, ObjectPlace};
use super::target::{Wanted, find, main_of};
use crate::catalogue::Catalogue;
use crate::edit::Change;
use crate::k8s::{self, Manifest, Object};
use crate::pattern::{Existing, HelperFlags, Kind, Stage, extend};
use crate::source::Source;
use crate::yaml::{self, FieldPath, Node, Segment};

/// The beginning of annotations of podpat's own, and of those by which Prometheus finds Pods.
const OWN: &str = "podpat.dev/";
const SCRAPE: &str = "prometheus.io/";

/// Manifests with helpers added, or taken out.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reworked {
    /// The texts, in the order of those that were given.
    pub texts: Vec<Arc<Source>>,
    /// Notes for the user.
    pub notes: Vec<String>,
}

/// Adds helpers to the workload that is meant among those of some texts. Everything that is there stays as it is, byte for
/// byte, save what has to change; a mark at each insertion says which helper it belongs to.
///
/// # Errors
/// Fails if the workload cannot be told, what was asked for is wrong, or a place of the text cannot be edited.
pub fn add(
    texts: &[Arc<Source>],
    wanted: &Wanted,
    asked: &HelperFlags,
    catalogue: &Catalogue,
) -> miette::Result<Reworked> {
    let manifests: Vec<Manifest> = texts.iter().flat_map(|text| k8s::read(text).manifests).collect();
    let workload = find(&manifests, wanted)?;
    let main = main_of(&workload, &manifests, wanted)?;
    let (manifest, kind) = (workload.manifest, workload.kind);
    let extension = extend(Existing { manifest, kind, main: &main }, asked, catalogue)?;
    let place = ObjectPlace::of(manifest, texts);
    let mut marked = MarkedTexts::new(texts, (place.clone(), workload.to_string()));
    let mut notes = extension.notes;
    for stage in &extension.stages {
        marked.begin(&stage.helper);
        let tree = marked.drafts[place.text].tree(place.document);
        let node = tree.as_ref().and_then(|tree| tree.root().at(&place.path));
        let (changes, note) = node.map(|node| of_pod(node, kind, stage)).unwrap_or_default();
        notes.extend(note);
        for change in changes {
            marked.change(&place, &change)?;
        }
        for (service, change) in stage.front.iter().flat_map(|port| leading_to(&manifests, manifest, &main, port)) {
            marked.change(&ObjectPlace::of(service, texts), &change)?;
            let name = service.identity.name.as_deref().unwrap_or_default();
            notes.push(format!(
                "the Service `{name}` leads to `{}` now, which stands in front of `{main}`",
                stage.helper
            ));
        }
        for object in &stage.objects {
            marked.add_document(yaml::values(&object.text).next().unwrap_or_default());
        }
    }
    Ok(Reworked { texts: marked.finish()?, notes })
}

/// Returns the changes of the workload itself, and the note that Prometheus is not led to the helper, where annotations
/// lead it elsewhere.
fn of_pod(workload: Node<'_>, kind: Kind, stage: &Stage) -> (Vec<Change>, Option<String>) {
    let pod_path = FieldPath::default().field(kind.pod_path());
    let spec = workload.at(&pod_path).map(Node::to_json).unwrap_or_default();
    let mut changes = Difference::between(&stage.before, &stage.after, &spec, &pod_path);
    let template = template(kind);
    for (field, entries) in [("annotations", &stage.pod_annotations), ("labels", &stage.pod_labels)] {
        let path = template.clone().field("metadata").field(field);
        let there = workload.at(&path).map(Node::to_json).unwrap_or_default();
        let is_taken = |key: &str| !key.starts_with(OWN) && (there.get(key).is_some() || is_scraped(&there, key));
        for (key, value) in entries.iter().filter(|(key, _)| !is_taken(key)) {
            changes.push(Change::Set(path.clone().join(Segment::Key(key.as_str().into())), value.clone()));
        }
    }
    let annotations = workload.at(&template.field("metadata").field("annotations")).map(Node::to_json);
    (changes, annotations.and_then(|there| unscraped(&there, stage)))
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
fn unscraped(there: &Value, stage: &Stage) -> Option<String> {
    let port = format!("{SCRAPE}port");
    let asked = stage.pod_annotations.get(&port)?;
    let known = there.get(&port).filter(|known| *known != asked && is_scraped(there, &port))?;
    Some(format!("the Pods lead Prometheus to port {} already; port {} needs a PodMonitor", shown(known), shown(asked)))
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the Services that lead to main's port, each with the change that leads it to the port of a helper.
fn leading_to<'a>(
    manifests: &'a [Manifest],
    workload: &Manifest,
    main: &str,
    front: &Value,
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
                changes.push((manifest, Change::Set(path, front.clone())));
            }
        }
    }
    changes
}
