//! A container that runs beside others becomes a native sidecar: it moves to `initContainers`, and is started again
//! whenever it ends.

use serde_json::Value;

use super::fix::Repair;
use super::view::PodView;
use crate::edit::Change;
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
    let list = pod.pod.path().field("initContainers");
    let changes = [Change::Remove(container.clone()), Change::append(list, moved)];
    Some(Repair::to_review("make it a native sidecar", changes))
}
