//! Strategic merge patches for the objects that helpers change, and the objects that come with helpers.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::mark::ANNOTATION;
use crate::k8s::strategic_merge::merge_key;
use crate::k8s::{self, Identity, Manifest};
use crate::source::Source;

/// A strategic merge patch of an object, or an object that is new.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// API version, kind, namespace and name of the object.
    pub identity: Arc<Identity>,
    /// The patch, with `apiVersion`, `kind` and `metadata` of the object; or the object.
    pub value: Value,
    /// True for an object that is new.
    pub is_new: bool,
}

/// Returns what leads from some texts to what became of them: the patches first.
pub fn patches(before: &[Arc<Source>], after: &[Arc<Source>]) -> Vec<Patch> {
    let mut all = Vec::new();
    for (before, after) in before.iter().zip(after) {
        let known = k8s::read(before).manifests;
        for manifest in k8s::read(after).manifests {
            let place = |manifest: &Manifest| (manifest.document, manifest.node().path());
            let value = without_marks(manifest.node().to_json());
            let identity = Arc::clone(&manifest.identity);
            match known.iter().find(|known| place(known) == place(&manifest)).map(|known| known.node().to_json()) {
                None => all.push(Patch { identity, value, is_new: true }),
                Some(old) if old == value => {}
                Some(old) => {
                    let patch = Differ { kind: &identity.kind }.mapping(&old, &value);
                    all.push(Patch { value: addressed(patch, &value), identity, is_new: false });
                }
            }
        }
    }
    all.sort_by_key(|patch| patch.is_new);
    all
}

/// Gives a patch what says which object it is for.
fn addressed(patch: Map<String, Value>, object: &Value) -> Value {
    let mut whole = json!({"apiVersion": object["apiVersion"], "kind": object["kind"], "metadata": {}});
    for field in ["name", "namespace"].into_iter().filter(|field| !object["metadata"][field].is_null()) {
        whole["metadata"][field] = object["metadata"][field].clone();
    }
    for (field, value) in patch {
        match (&mut whole[&field], value) {
            (Value::Object(known), Value::Object(more)) => known.extend(more),
            (place, value) => *place = value,
        }
    }
    whole
}

/// Takes the annotation with marks out, which speak of a text.
fn without_marks(mut object: Value) -> Value {
    let metadata = object.get_mut("metadata").and_then(Value::as_object_mut);
    if let Some(metadata) = metadata
        && let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut)
        && annotations.shift_remove(ANNOTATION).is_some()
        && annotations.is_empty()
    {
        metadata.shift_remove("annotations");
    }
    object
}

/// Works out patches of objects of a kind.
struct Differ<'a> {
    kind: &'a str,
}

impl Differ<'_> {
    fn mapping(&self, before: &Value, after: &Value) -> Map<String, Value> {
        let (none, before) = (Map::new(), before.as_object());
        let (before, after) = (before.unwrap_or(&none), after.as_object().unwrap_or(&none));
        let gone = before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key.clone(), Value::Null));
        let changed = after.iter().filter(|(key, value)| before.get(*key) != Some(*value));
        let changed = changed.map(|(key, value)| (key.clone(), self.value(key, before.get(key), value)));
        changed.chain(gone).collect()
    }

    fn value(&self, field: &str, before: Option<&Value>, after: &Value) -> Value {
        match (before, after) {
            (Some(before @ Value::Object(_)), Value::Object(_)) => Value::Object(self.mapping(before, after)),
            (Some(Value::Array(before)), Value::Array(after)) => self.list(field, before, after),
            _ => after.clone(),
        }
    }

    /// Returns the patch of a list. Items that are there are named as well: those of the patch come in its order.
    fn list(&self, field: &str, before: &[Value], after: &[Value]) -> Value {
        let key = if (self.kind, field) == ("Service", "ports") { Some("port") } else { merge_key(field) };
        let Some(key) = key.filter(|_| !before.is_empty()) else { return after.into() };
        let names: HashSet<String> = after.iter().map(|item| item[key].to_string()).collect();
        if names.len() < after.len() || after.iter().any(|item| item[key].is_null()) {
            let replace = std::iter::once(json!({"$patch": "replace"}));
            return replace.chain(after.iter().cloned()).collect();
        }
        let item = |item: &Value| match before.iter().find(|known| known[key] == item[key]) {
            None => item.clone(),
            Some(known) => {
                let name = std::iter::once((key.to_owned(), item[key].clone()));
                Value::Object(name.chain(self.mapping(known, item)).collect())
            }
        };
        after.iter().map(item).collect()
    }
}
