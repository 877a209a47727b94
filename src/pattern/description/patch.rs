//! The `patch` of a description: whether it has the form of a strategic merge.

use crate::k8s::strategic_merge::merge_key;
use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::{SpannedValue, Value};
use crate::pattern::problem::Problems;

/// Returns true if `item` has the form of a patch: a mapping, and lists of named things where entries are merged by
/// name. What it has not is reported.
pub(crate) fn is_patch(item: &SpannedValue, problems: &mut Problems) -> bool {
    let before = problems.len();
    match &item.value {
        Value::Map(_) => look_into(item, problems),
        _ => {
            let help = "write fields of the pod spec, such as `patch: {nodeSelector: {disk: ssd}}`".to_owned();
            fields::mismatch(item, "`patch`", "a mapping", help, problems);
        }
    }
    problems.len() == before
}

fn look_into(item: &SpannedValue, problems: &mut Problems) {
    let Value::Map(entries) = &item.value else { return };
    for entry in entries.iter().filter(|entry| !entry.item.is_null()) {
        match (merge_key(&entry.key), &entry.item.value) {
            (None, _) => look_into(&entry.item, problems),
            (Some(key), Value::List(items)) => {
                for item in items {
                    if item.get(key).is_none() {
                        let message = format!("an entry of `{}` has no `{key}`", entry.key);
                        let help = format!("add `{key}`, by which entries are told apart");
                        problems.add(&item.place, message, "which one?", help);
                    }
                    look_into(item, problems);
                }
            }
            (Some(key), _) => {
                let help = format!("write a list of mappings with `{key}`, or `null` to remove them all");
                fields::mismatch(&entry.item, &format!("`{}`", entry.key), "a list", help, problems);
            }
        }
    }
}
