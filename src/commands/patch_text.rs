//! Patches and new objects as text: one stream, or a file for each.

use serde_json::{Map, Value, json};

use super::out_dir::OutFile;
use crate::rework::Patch;
use crate::wording::listed;
use crate::yaml;

/// Takes the new objects out, which no patch can make. Returns the note that says so.
pub(super) fn left_out(patches: &mut Vec<Patch>) -> Option<String> {
    let new: Vec<String> =
        patches.extract_if(.., |patch| patch.is_new).map(|patch| patch.identity.to_string()).collect();
    let names: Vec<&str> = new.iter().map(String::as_str).collect();
    (!new.is_empty()).then(|| format!("the patch needs {} besides, which `-o kustomize` prints", listed(&names)))
}

/// Returns a file for each patch and object, with the kustomization of a component in front where that is asked for.
pub(super) fn files(patches: &[Patch], is_component: bool) -> Vec<OutFile> {
    let name = |patch: &Patch| {
        let name = patch.identity.name.as_deref().unwrap_or_default().replace(['/', ':'], "-");
        let ending = if patch.is_new { "" } else { ".patch" };
        format!("{}-{name}{ending}.yaml", patch.identity.kind.to_lowercase())
    };
    let of = |is_new: bool| patches.iter().filter(move |patch| patch.is_new == is_new);
    let mut component = Map::new();
    component.insert("apiVersion".to_owned(), "kustomize.config.k8s.io/v1alpha1".into());
    component.insert("kind".to_owned(), "Component".into());
    let resources: Vec<Value> = of(true).map(|patch| name(patch).into()).collect();
    let paths: Vec<Value> = of(false).map(|patch| json!({"path": name(patch)})).collect();
    for (field, list) in [("resources", resources), ("patches", paths)] {
        if !list.is_empty() {
            component.insert(field.to_owned(), list.into());
        }
    }
    let component = OutFile { name: "kustomization.yaml".to_owned(), text: yaml::document(&Value::Object(component)) };
    let others = patches.iter().map(|patch| OutFile { name: name(patch), text: yaml::document(&patch.value) });
    is_component.then_some(component).into_iter().chain(others).collect()
}

/// Returns files as documents of one stream, each below its name.
pub(super) fn stream(files: &[OutFile]) -> String {
    let documents: Vec<String> = files.iter().map(|file| format!("# {}\n{}", file.name, file.text)).collect();
    documents.join("---\n")
}
