//! A container that runs beside others becomes a native sidecar: it moves to `initContainers`, and is started again
//! whenever it ends.

use serde_json::{Value, json};

use super::fix::Repair;
use super::view::PodView;
use crate::edit::{Change, Spot};
use crate::yaml::{FieldPath, Node};

/// Returns the repair; `None` where comments or anchors of the container would be lost.
pub(super) fn native_sidecar(pod: &PodView<'_>, container: &FieldPath) -> Option<Repair> {
    let node = pod.manifest.node().at(container)?;
    let text = pod.manifest.source.slice(node.span());
    if text.contains(['#', '&', '*']) || node.get("restartPolicy").is_some() {
        return None;
    }
    let Value::Object(fields) = Node::to_json(node) else { return None };
    let mut moved = serde_json::Map::new();
    for (key, value) in fields {
        let is_image = key == "image";
        moved.insert(key, value);
        if is_image {
            moved.insert("restartPolicy".to_owned(), "Always".into());
        }
    }
    moved.entry("restartPolicy").or_insert("Always".into());
    if let Some(probe) = startup_probe(node) {
        moved.insert("startupProbe".to_owned(), probe);
    }
    let spec = pod.pod.path();
    let list = spec.clone().field("initContainers");
    let put = match pod.manifest.node().at(&list) {
        Some(_) => Change::append(list, moved),
        None => {
            let entry = std::iter::once(("initContainers".to_owned(), json!([moved])));
            Change::Insert(spec, entry.collect(), Spot::Before("containers".to_owned()))
        }
    };
    Some(Repair::to_review("make it a native sidecar", [Change::Remove(container.clone()), put]))
}

/// Returns a startup probe that asks what another probe of a container asks; `None` where it has one, or there is none
/// to take.
pub(super) fn startup_probe(container: Node<'_>) -> Option<Value> {
    if container.get("startupProbe").is_some() {
        return None;
    }
    let probe = ["readinessProbe", "livenessProbe"].into_iter().find_map(|probe| container.get(probe))?;
    let handler = ["httpGet", "tcpSocket", "grpc", "exec"].into_iter().find(|handler| probe.get(handler).is_some())?;
    let asked = probe.get(handler)?;
    let text = asked.tree().source().slice(asked.span());
    // Two minutes, in which the probes of a container that has started do not count.
    let whole = json!({handler: asked.to_json(), "periodSeconds": 2, "failureThreshold": 60});
    (!text.contains(['#', '&', '*'])).then_some(whole)
}
