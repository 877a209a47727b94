//! A strategic merge of parts of an object, as `kubectl patch` does it: lists of named things are merged by name, other lists
//! are replaced, null removes.
//!
//! Source: the `patchMergeKey` tags of `k8s.io/api/core/v1`; `kubernetes.io/docs/tasks/manage-kubernetes-objects/
//! update-api-object-kubectl-patch`.

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
    let Json::Array(list) = target else { return };
    for entry in entries {
        let same = list.iter().position(|one| one.get(key).is_some() && one.get(key) == entry.get(key));
        match (same, entry.get("$patch").and_then(Json::as_str)) {
            (Some(at), Some("delete")) => {
                list.remove(at);
            }
            (None, Some("delete")) => {}
            (Some(at), _) => merge(&mut list[at], entry),
            (None, _) => list.push(entry.clone()),
        }
    }
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
