//! The containers that a patch of the pod spec names: errors for those in the wrong list, notes for helpers that lose
//! their arguments.

use serde_json::Value as Json;

use crate::pattern::description::fields;
use crate::pattern::description::spanned_value::SpannedValue;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::problem::Problems;

/// The lists of containers of a pod spec.
const LISTS: [&str; 2] = ["initContainers", "containers"];

/// Reports containers that a patch names in the wrong list, where they would be second ones of their names.
pub(crate) fn check(description: &Description, pod: &Json, problems: &mut Problems) {
    let stands_in = |list: &str, name: &str| {
        let containers = pod[list].as_array();
        containers.is_some_and(|list| list.iter().any(|container| container["name"] == name))
    };
    for (list, other) in [(LISTS[0], LISTS[1]), (LISTS[1], LISTS[0])] {
        for (name, item) in patched(description, list) {
            if stands_in(other, &name) && !stands_in(list, &name) {
                let message = format!("`{name}` stands under `{other}` in this Pod, not under `{list}`");
                let help = format!("patch it under `{other}:`");
                problems.add(&item.place, message, "would be a second container of that name", help);
            }
        }
    }
}

/// Returns the notes about helpers of the catalogue that lose what their entries give them.
pub(crate) fn notes(description: &Description, helpers: &[ResolvedHelper]) -> Vec<String> {
    let mut notes = Vec::new();
    for (name, item) in LISTS.iter().flat_map(|list| patched(description, list)) {
        let is_it = |helper: &&ResolvedHelper| helper.instance == name && !helper.is_custom;
        let Some(helper) = helpers.iter().find(is_it) else { continue };
        let lost = ["command", "args"].into_iter();
        let lost = lost.filter(|field| helper.rest.contains_key(*field) && item.get(field).is_some());
        notes.extend(lost.map(|field| {
            let instead = if field == "args" { ": `args` under the helper itself are added to its own" } else { "" };
            format!("{name}: `patch` replaces all of its `{field}`{instead}")
        }));
    }
    notes
}

/// Returns the containers that the patch names in a list.
fn patched<'d>(description: &'d Description, list: &str) -> impl Iterator<Item = (String, &'d SpannedValue)> {
    let items = description.patch.as_ref().and_then(|patch| patch.get(list)).map(fields::one_or_many);
    items.unwrap_or_default().iter().filter_map(|item| Some((item.get("name")?.raw()?.to_owned(), item)))
}
