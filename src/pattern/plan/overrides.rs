//! Fields of a container that a user says of a catalogue helper, merged over those of its entry.

use serde_json::{Map, Value as Json, json};

use crate::catalogue::AddedArgs;
use crate::k8s::strategic_merge;
use crate::pattern::description::container::{self, values};
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{Field, Value};
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::problem::Problems;

/// Handlers of a probe, and of a lifecycle hook: each has one.
const HANDLERS: [&str; 5] = ["httpGet", "tcpSocket", "exec", "grpc", "sleep"];

/// Merges the user's fields: arguments are appended, `command` and `resources` replace, `null` removes, all else is a
/// strategic merge.
pub(crate) fn apply(container: &mut Map<String, Json>, helper: &ResolvedHelper, problems: &mut Problems) {
    for field in &helper.overrides {
        if field.item.is_null() {
            container.shift_remove(&field.key);
            continue;
        }
        match field.key.as_str() {
            "args" => add_args(container, helper, field, problems),
            "command" => {
                container.insert(field.key.clone(), field.item.to_json());
            }
            "resources" => replace_resources(container, field, problems),
            "env" => merge(container, "env", Json::Array(values(&container::read_env(&field.item, problems)))),
            "ports" => merge(container, "ports", Json::Array(values(&container::read_ports(&field.item, problems)))),
            "securityContext" if is_empty(field) => {
                container.shift_remove(&field.key);
            }
            key if key.ends_with("Probe") => merge_probe(container, key, field.item.to_json()),
            key => merge(container, key, field.item.to_json()),
        }
    }
}

fn is_empty(field: &Field) -> bool {
    matches!(&field.item.value, Value::Map(fields) if fields.is_empty())
}

fn merge(container: &mut Map<String, Json>, key: &str, value: Json) {
    let mut whole = Json::Object(std::mem::take(container));
    strategic_merge::merge(&mut whole, &json!({key: value}));
    if let Json::Object(merged) = whole {
        *container = merged;
    }
}

/// Another handler takes the place of the entry's.
fn merge_probe(container: &mut Map<String, Json>, key: &str, value: Json) {
    let says = HANDLERS.iter().find(|handler| value.get(**handler).is_some_and(|value| !value.is_null()));
    if let (Some(handler), Some(probe)) = (says, container.get_mut(key).and_then(Json::as_object_mut)) {
        probe.retain(|field, _| field == handler || !HANDLERS.contains(&field.as_str()));
    }
    merge(container, key, value);
}

fn replace_resources(container: &mut Map<String, Json>, field: &Field, problems: &mut Problems) {
    if is_empty(field) {
        container.shift_remove(&field.key);
    } else if let Some(resources) = container::read_resources(&field.item, problems) {
        container.insert(field.key.clone(), resources.value);
    }
}

fn add_args(container: &mut Map<String, Json>, helper: &ResolvedHelper, field: &Field, problems: &mut Problems) {
    let Json::Array(added) = field.item.to_json() else {
        let help = "write a list of arguments, which are added to those of the catalogue".to_owned();
        fields::mismatch(&field.item, "`args`", "a list", help, problems);
        return;
    };
    let Some(args) = container.entry("args").or_insert_with(|| json!([])).as_array_mut() else { return };
    let is_other_program = helper.overrides.iter().any(|field| field.key == "command");
    match helper.added_args {
        AddedArgs::Last => args.extend(added),
        AddedArgs::Refused if is_other_program => args.extend(added),
        AddedArgs::First => drop(args.splice(0..0, added)),
        AddedArgs::Refused => {
            let message = format!("`{}` takes no further arguments", helper.instance);
            let help = "use its parameters; `podpat patterns show` lists them".to_owned();
            problems.add(&field.place, message, "its program would not interpret them as intended", help);
        }
    }
}
