//! The parameters a user gives a catalogue entry, checked against those it takes.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::catalogue::{Catalogue, CatalogueError};
use crate::catalogue::{Entry, Pattern};
use crate::catalogue::{Parameter, Type};
use crate::k8s::field_names;
use crate::pattern::description::kind::Kind;
use crate::pattern::description::parameter_value;
use crate::pattern::description::spanned_value::Spanned;
use crate::pattern::description::spanned_value::{self, Field, Place, SpannedValue, Value};
use crate::pattern::plan::known_values;
use crate::pattern::plan::ports::Ports;
use crate::pattern::problem::Problems;
use crate::wording::{either, lower_first};
use crate::yaml;

/// The parameters that a user gave, by name: the value templates get, and as it was written.
#[derive(Debug)]
pub(crate) struct Given {
    /// By the name of the parameter.
    pub values: IndexMap<String, (Json, SpannedValue)>,
}

/// The entry of a name; nothing when there is none, which is reported.
///
/// # Errors
/// Fails if there is a file of that name that holds no entry.
pub(crate) fn look_up(
    name: &Spanned<String>,
    pattern: Pattern,
    catalogue: &Catalogue,
    problems: &mut Problems,
) -> Result<Option<Entry>, CatalogueError> {
    let Some(listed) = catalogue.get(&name.value) else {
        let help = match &catalogue.like(&name.value)[..] {
            like @ [_, ..] => format!("did you mean {}? `podpat patterns` lists them all", either(like)),
            [] => "`podpat patterns` lists them; a container of your own is given with `image:`".to_owned(),
        };
        let name_shown = spanned_value::shortened(&name.value);
        problems.add(&name.place, format!("the catalogue has no `{name_shown}`"), "unknown container", help);
        return Ok(None);
    };
    let entry = listed.read()?;
    if entry.pattern == pattern {
        return Ok(Some(entry));
    }
    let message = format!("`{}` is {}, not {}", entry.name, entry.pattern.with_article(), pattern.with_article());
    let (asked, right) = (pattern.key(), entry.pattern.key());
    let (label, help) = if name.place.source.name().starts_with("--") {
        (format!("is given to `--{asked}`"), format!("give it to `--{right}`"))
    } else {
        (format!("is under `{asked}`"), format!("write it under `{right}:`"))
    };
    problems.add(&name.place, message, label, help);
    Ok(None)
}

/// Reads what was given; everything that is wrong with it is reported.
pub(crate) fn read(
    entry: &Entry,
    given: &[Field],
    has_own_image: bool,
    place: &Place,
    problems: &mut Problems,
) -> Option<Given> {
    let before = problems.len();
    let parameters = entry.all_parameters();
    let what = format!("`{}`", entry.name);
    let mut values = IndexMap::new();
    for one in given {
        let (name, parameter) = match parameters.get(&one.key) {
            Some(parameter) => (&one.key, Some(parameter)),
            None => parameters
                .iter()
                .find(|(_, it)| it.formerly.as_ref() == Some(&one.key))
                .map_or((&one.key, None), |(name, parameter)| (name, Some(parameter))),
        };
        let Some(parameter) = parameter else {
            unknown(entry, &parameters, one, problems);
            continue;
        };
        if matches!(one.item.value, Value::Null) {
            continue;
        }
        let what = format!("`{}`", one.key);
        if let Some(value) = parameter_value::read(parameter, &one.item, &what, problems) {
            if !has_own_image {
                known_values::check(&entry.name, &what, parameter, &one.item, problems);
            }
            values.insert(name.clone(), (value, one.item.clone()));
        }
    }
    let is_there = |name: &str| given.iter().any(|one| one.key == name && !matches!(one.item.value, Value::Null));
    for (name, parameter) in parameters.iter().filter(|(_, parameter)| parameter.required) {
        // Somebody who wrote `repos` has been told of `repo` already.
        let misspelt = given
            .iter()
            .filter(|one| !parameters.contains_key(&one.key))
            .any(|one| is_meant_by(parameter, &one.key) || yaml::nearest(&one.key, [name.as_str()]).is_some());
        if !is_there(name) && !misspelt {
            let message = format!("{what} needs `{name}`");
            problems.add(place, message, format!("no `{name}` here"), addition(name, parameter));
        }
    }
    for one in given.iter().filter(|one| is_there(&one.key)) {
        let needed = parameters.get(&one.key).and_then(|parameter| parameter.only_with.as_ref());
        if let Some(needed) = needed.filter(|needed| !is_there(needed)) {
            let message = format!("`{}` means nothing without `{needed}`", one.key);
            let help = parameters.get(needed).map(|parameter| addition(needed, parameter));
            problems.add(&one.place, message, format!("no `{needed}` here"), help);
        }
    }
    (problems.len() == before).then_some(Given { values })
}

/// Reports a parameter that the entry does not have.
fn unknown(entry: &Entry, parameters: &IndexMap<String, Parameter>, given: &Field, problems: &mut Problems) {
    let of_container = field_names::of_container().iter().copied();
    let known = parameters.keys().map(String::as_str).chain(["use", "main"]).chain(of_container);
    let meant = parameters.iter().find(|(_, parameter)| is_meant_by(parameter, &given.key));
    let is_of_workload = Kind::ALL.into_iter().any(|kind| kind.has(&given.key));
    let help = match meant.map(|(name, _)| name.as_str()).or_else(|| yaml::nearest(&given.key, known)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if is_of_workload => format!("write `{}` at the top level of the description", given.key),
        None if parameters.get("settings").is_some_and(|parameter| parameter.kind == Type::Map) => format!(
            "settings of the program itself go under `settings`; `podpat patterns show {}` lists all parameters",
            entry.name
        ),
        None => format!("`podpat patterns show {}` lists its parameters", entry.name),
    };
    let key = spanned_value::shortened(&given.key);
    problems.add(&given.place, format!("`{}` takes no `{key}`", entry.name), "unknown key", help);
}

/// Returns true if people who write this key mean the parameter.
fn is_meant_by(parameter: &Parameter, key: &str) -> bool {
    parameter.meant_by.iter().any(|word| word.eq_ignore_ascii_case(key))
}

/// Returns what to write to give a parameter.
fn addition(name: &str, parameter: &Parameter) -> String {
    let example = parameter.example.as_ref().map_or_else(|| "…".to_owned(), yaml_flow);
    format!("add `{name}: {example}`: {}", lower_first(parameter.help.trim_end_matches('.')))
}

/// A value as it is written on one line.
fn yaml_flow(value: &Json) -> String {
    match value {
        Json::String(text) => yaml::quote(text),
        other => other.to_string(),
    }
}

/// Speaks for the ports a user chose.
pub(crate) fn claim(entry: &Entry, given: &Given, instance: &str, ports: &mut Ports, problems: &mut Problems) {
    for port in entry.ports.values() {
        let chosen = port.parameter.as_ref().and_then(|name| given.values.get(name));
        let Some((value, item)) = chosen else { continue };
        let Some(number) = value.as_u64().and_then(|number| u16::try_from(number).ok()) else { continue };
        if let Err(other) = ports.claim(number, instance) {
            let message = format!("port {number} is taken by `{other}`");
            let help = "choose another: the containers of a Pod share one port space".to_owned();
            problems.add(&item.place, message, "taken already", help);
        }
    }
}
