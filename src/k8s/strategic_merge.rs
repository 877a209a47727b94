//! A strategic merge of parts of an object, as `kubectl patch` does it: lists of named things are merged by name, other lists
//! are replaced, null removes.
//!
//! Source: the `patchMergeKey` tags of `k8s.io/api/core/v1`; `kubernetes.io/docs/tasks/manage-kubernetes-objects/
//! update-api-object-kubectl-patch`.

use std::collections::{HashMap, VecDeque};
use std::mem;

use serde_json::{Map, Value as Json};

/// The field by which entries of a list are told apart; `None` for lists that are replaced as a whole.
pub fn merge_key(field: &str) -> Option<&'static str> {
    Some(match field {
        "containers"
        | "initContainers"
        | "ephemeralContainers"
        | "env"
        | "volumes"
        | "imagePullSecrets"
        | "resourceClaims"
        | "schedulingGates" => "name",
        "volumeMounts" => "mountPath",
        "volumeDevices" => "devicePath",
        "ports" => "containerPort",
        "hostAliases" => "ip",
        "topologySpreadConstraints" => "topologyKey",
        _ => return None,
    })
}

/// Merges `patch` into `target`.
pub fn merge(target: &mut Json, patch: &Json) {
    let (Json::Object(target), Json::Object(patch)) = (&mut *target, patch) else {
        *target = patch.clone();
        return;
    };
    if patch.get("$patch").and_then(Json::as_str) == Some("replace") {
        target.clear();
    }
    for (field, value) in patch.iter().filter(|(field, _)| *field != "$patch") {
        match (value, merge_key(field)) {
            (Json::Null, _) => {
                target.shift_remove(field);
            }
            (Json::Array(entries), Some(key)) => {
                let list = target.entry(field.clone()).or_insert_with(|| Json::Array(Vec::new()));
                merge_list(list, entries, key);
            }
            (Json::Object(_), _) => {
                merge(target.entry(field.clone()).or_insert_with(|| Json::Object(Map::new())), value);
            }
            _ => {
                target.insert(field.clone(), value.clone());
            }
        }
    }
}

fn merge_list(target: &mut Json, entries: &[Json], key: &str) {
    let Json::Array(target) = target else { return };
    let mut list: Vec<Option<Json>> = mem::take(target).into_iter().map(Some).collect();
    // The places of the entries by what tells them apart, so that each is found at once.
    let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (at, entry) in list.iter().enumerate() {
        if let Some(name) = entry.as_ref().and_then(|entry| entry.get(key)) {
            places.entry(name.to_string()).or_default().push_back(at);
        }
    }
    for entry in entries {
        let name = entry.get(key).map(Json::to_string);
        let known = name.as_ref().and_then(|name| places.get_mut(name));
        let first = known.as_ref().and_then(|places| places.front().copied());
        match (known, first, entry.get("$patch").and_then(Json::as_str)) {
            (Some(places), Some(at), Some("delete")) => {
                places.pop_front();
                list[at] = None;
            }
            (_, None, Some("delete")) => {}
            (_, Some(at), _) => list[at].iter_mut().for_each(|known| merge(known, entry)),
            _ => {
                if let Some(name) = name {
                    places.entry(name).or_default().push_back(list.len());
                }
                list.push(Some(entry.clone()));
            }
        }
    }
    target.extend(list.into_iter().flatten());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn merges_as_kubectl_does() {
        let mut spec = json!({"containers": [{"name": "a", "image": "x", "args": ["1"], "env": [{"name": "E", "value": "1"}]}], "dnsPolicy": "None"});
        let patch = json!({
            "containers": [{"name": "a", "args": ["2", "3"], "env": [{"name": "F", "value": "2"}]}, {"name": "b"}],
            "dnsPolicy": null, "nodeSelector": {"k": "v"}, "tolerations": [{"key": "t"}],
        });
        merge(&mut spec, &patch);
        let expected = json!({
            "containers": [
                {"name": "a", "image": "x", "args": ["2", "3"], "env": [{"name": "E", "value": "1"}, {"name": "F", "value": "2"}]},
                {"name": "b"}],
            "nodeSelector": {"k": "v"}, "tolerations": [{"key": "t"}],
        });
        assert_eq!(spec, expected);
        merge(
            &mut spec,
            &json!({"containers": [{"name": "b", "$patch": "delete"}, {"name": "c", "$patch": "delete"}]}),
        );
        assert_eq!(spec["containers"].as_array().map(Vec::len), Some(1));
    }
}
