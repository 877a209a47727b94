//! The variables that main gets from its helpers, beside those of its own.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::pattern::description::container::{Sourced, values};
use crate::pattern::description::helper::Helper;
use crate::pattern::description::spanned_value::Place;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::main_lists;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::problem::Problems;
use crate::wording::listed;
use crate::yaml::COMMENT;

/// Puts variables from helpers first, so that the user's own variables can refer to it; a variable of the user's
/// own wins, unless it is a list that the helper's goes on, and one that two helpers give is told apart by the helper's
/// name.
pub(crate) fn of(description: &Description, helpers: &[ResolvedHelper]) -> Vec<Json> {
    let mut own = values(&description.main.env);
    main_lists::extend(&mut own, helpers);
    let mut given: IndexMap<String, Json> = IndexMap::new();
    for helper in helpers {
        for variable in &helper.main_env {
            let mut value = variable.value.clone();
            let mut name = name_of(variable).to_owned();
            if given.get(&name).is_some_and(|other| !is_same(other, &value)) {
                let prefix = helper.instance.to_uppercase().replace(['-', '.'], "_");
                name = format!("{prefix}_{name}");
                value["name"] = name.clone().into();
            }
            if own.iter().all(|own| own["name"] != name.as_str()) {
                value[COMMENT] = format!("{} {}", helper.pattern.name(), helper.instance).into();
                given.entry(name).or_insert(value);
            }
        }
    }
    let mut env: Vec<Json> = given.into_values().chain(own).collect();
    comment_runs_once(&mut env);
    env
}

/// Reports variables that two helpers set to different values, where neither can have another name.
pub(crate) fn check(description: &Description, helpers: &[ResolvedHelper], problems: &mut Problems) {
    let mut given: IndexMap<&str, (&Sourced, &ResolvedHelper)> = IndexMap::new();
    for helper in helpers {
        // The variables of one helper that another one sets, by the place to point at.
        let mut conflicts: IndexMap<usize, Vec<(&str, &ResolvedHelper)>> = IndexMap::new();
        for variable in helper.main_env.iter().filter(|variable| !is_kept(description, helper, name_of(variable))) {
            let name = name_of(variable);
            let (other, first) = *given.entry(name).or_insert((variable, helper));
            let fixed = [helper, first].iter().any(|one| one.main_env_fixed.contains_key(name));
            if fixed && !is_same(&other.value, &variable.value) {
                conflicts.entry(place_of(helper, name).span.start).or_default().push((name, first));
            }
        }
        conflicts.values().for_each(|names| report(helper, names, problems));
    }
}

/// Returns true if main has the variable itself, and a helper neither changes nor extends it.
fn is_kept(description: &Description, helper: &ResolvedHelper, name: &str) -> bool {
    description.main.env.iter().any(|own| name_of(own) == name) && !helper.main_env_appended.contains_key(name)
}

fn place_of<'a>(helper: &'a ResolvedHelper, name: &str) -> &'a Place {
    helper.main_env_fixed.get(name).unwrap_or(&helper.place)
}

/// Reports variables of a helper that others set, at their common place.
fn report(helper: &ResolvedHelper, conflicts: &[(&str, &ResolvedHelper)], problems: &mut Problems) {
    let [(name, first), ..] = conflicts else { return };
    let names: Vec<&str> = conflicts.iter().map(|(name, _)| *name).collect();
    let (verb, them) = if names.len() == 1 { ("is", "it") } else { ("are", "them") };
    let place = place_of(helper, name);
    let help = if helper.main_env_appended.contains_key(*name) {
        "choose another variable for one of the two, or leave one of them out".to_owned()
    } else if place.span == helper.place.span {
        format!("programs know {them} by no other name: leave out one of the two, or set {them} under `env` of main")
    } else {
        "choose another name for one of the two".to_owned()
    };
    let message = format!("main's {} {verb} set by `{}` already", listed(&names), first.instance);
    problems.add(place, message, format!("`{}` would set {them} to something else", helper.instance), help);
}

/// Returns the variables of main that the user writes for a helper, each with its place.
pub(crate) fn written(helper: &Helper) -> IndexMap<String, Place> {
    let place = |variable: &Sourced| variable.item.as_ref().map_or(&helper.place, |item| &item.place).clone();
    helper.main_env.iter().map(|variable| (name_of(variable).to_owned(), place(variable))).collect()
}

fn name_of(variable: &Sourced) -> &str {
    variable.value["name"].as_str().unwrap_or_default()
}

/// Returns true if two variables have the same value, which may come from elsewhere.
fn is_same(one: &Json, other: &Json) -> bool {
    ["value", "valueFrom"].iter().all(|key| one.get(key) == other.get(key))
}

/// Of neighbours with the same comment only the first keeps it.
fn comment_runs_once(list: &mut [Json]) {
    let mut last = Json::Null;
    for value in list {
        let comment = value.get(COMMENT).cloned().unwrap_or_default();
        if comment == last
            && let Some(map) = value.as_object_mut()
        {
            map.shift_remove(COMMENT);
        }
        last = comment;
    }
}
