//! The way back from a field of the output to the words of the description that caused it.

use serde_json::Value as Json;

use crate::k8s::strategic_merge::merge_key;
use crate::pattern::description::container::{ContainerSpec, Sourced};
use crate::pattern::description::helper::From;
use crate::pattern::description::spanned_value::{Place, SpannedValue, Value};
use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::Plan;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::render::print::Rendered;
use crate::yaml::Segment;

/// Where the user wrote what became the field at `path` of `object`; nothing where podpat chose it.
pub(crate) fn trace<'d>(
    plan: &Plan,
    object: &Rendered,
    description: &'d Description,
    helpers: &'d [ResolvedHelper],
    path: &[Segment<'_>],
) -> Option<&'d Place> {
    let steps: Vec<String> = path.iter().map(step).collect();
    let words: Vec<&str> = steps.iter().map(String::as_str).collect();
    match words[..] {
        ["metadata", "name"] if object.kind == "Service" => {
            let service = description.service.as_ref().and_then(|service| service.name.as_ref());
            return Some(&service.unwrap_or(&description.name).place);
        }
        // Labels carry the workload's name.
        ["metadata", "name", ..] => return Some(&description.name.place),
        ["metadata", "namespace", ..] => return description.namespace.as_ref().map(|word| &word.place),
        _ => {}
    }
    // Labels and annotations stand on the Pods as well, where the server's path leaves `metadata` out.
    let ends = |pair: &[&str], key| pair == ["metadata", key] || pair == ["template", key];
    let below = |key| words.windows(2).position(|pair| ends(pair, key)).map(|at| &path[at + 2..]);
    if let Some(rest) = below("labels") {
        let labels = description.labels.as_ref();
        return Some(labels.map_or(&description.name.place, |item| item.place_of(rest)));
    }
    if let (Some(rest), Some(annotations)) = (below("annotations"), &description.annotations) {
        return Some(annotations.place_of(rest));
    }
    if object.kind == "Service" {
        let selects = words.starts_with(&["spec", "selector"]);
        let Some(service) = &description.service else { return selects.then_some(&description.name.place) };
        let entry = service.spec.iter().find(|entry| Some(entry.key.as_str()) == words.get(1).copied());
        return Some(entry.map_or(&service.place, |entry| entry.item.place_of(&path[2..])));
    }
    if object.kind != plan.workload.kind {
        return None;
    }
    let pod: Vec<&str> = description.kind.pod_path().split('.').collect();
    if words.starts_with(&pod) {
        return in_pod(plan, description, helpers, &path[pod.len()..]);
    }
    let mut fields = description.spec.iter().filter(|entry| words.contains(&entry.key.as_str()));
    let Some(entry) = fields.next_back() else {
        // What selects the Pods, and the Service that names them, carry the workload's name.
        let is_named = words.starts_with(&["spec", "selector"]) || words == ["spec", "serviceName"];
        return is_named.then_some(&description.name.place);
    };
    let at = words.iter().position(|word| *word == entry.key)?;
    Some(entry.item.place_of(&path[at + 1..]))
}

fn step(segment: &Segment<'_>) -> String {
    match segment {
        Segment::Field(name) | Segment::Key(name) => name.clone().into_owned(),
        Segment::Index(index) => index.to_string(),
    }
}

fn in_pod<'d>(
    plan: &Plan,
    description: &'d Description,
    helpers: &'d [ResolvedHelper],
    path: &[Segment<'_>],
) -> Option<&'d Place> {
    if let Some(patch) = &description.patch
        && let Some(place) = patched(patch, &plan.workload.pod, path)
    {
        return Some(place);
    }
    let (Segment::Field(list), Segment::Index(index)) = (path.first()?, path.get(1)?) else { return None };
    let container = plan.workload.pod.get(list.as_ref())?.get(index)?;
    let name = container.get("name")?.as_str()?;
    let rest = &path[2..];
    if name == description.main_name() {
        return in_container(&description.main, container, rest).or_else(|| given(helpers, container, rest));
    }
    let helper = description
        .helping
        .iter()
        .zip(instances(description, helpers))
        .find(|(_, instance)| *instance == Some(name))?
        .0;
    let by_name =
        helper.name.as_ref().filter(|_| matches!(rest.first(), Some(Segment::Field(field)) if field == "name"));
    if let Some(word) = by_name {
        return Some(&word.place);
    }
    match &helper.from {
        From::Custom(own) => Some(in_container(&own.spec, container, rest).unwrap_or(&helper.place)),
        From::Catalogue { resources, image, .. } => match rest.first()? {
            Segment::Field(field) if field == "resources" => {
                resources.as_ref()?.item.as_ref().map(|item| item.place_of(&rest[1..]))
            }
            Segment::Field(field) if field == "image" => image.as_ref().map(|word| &word.place),
            // Parameters went into this container; the helper is the nearest place known.
            _ => Some(&helper.place),
        },
    }
}

/// The container name of each helper of the description: helpers are helpers in another order.
fn instances<'d>(description: &'d Description, helpers: &'d [ResolvedHelper]) -> impl Iterator<Item = Option<&'d str>> {
    description.helping.iter().map(|helper| {
        let same = |one: &&ResolvedHelper| {
            one.place.span == helper.place.span && one.place.source.name() == helper.place.source.name()
        };
        helpers.iter().find(same).map(|one| one.instance.as_str())
    })
}

fn in_container<'d>(spec: &'d ContainerSpec, container: &Json, path: &[Segment<'_>]) -> Option<&'d Place> {
    let Segment::Field(field) = path.first()? else { return Some(&spec.place) };
    let list = match field.as_ref() {
        "name" => return Some(spec.name.as_ref().map_or(&spec.place, |word| &word.place)),
        "image" => return Some(&spec.image.place),
        "ports" => &spec.ports,
        "env" => &spec.env,
        "volumeMounts" => &spec.mounts,
        field => return Some(spec.field(field)?.item.as_ref()?.place_of(&path[1..])),
    };
    of_list(list, container.get(field.as_ref())?, &path[1..])
}

fn of_list<'d>(list: &'d [Sourced], generated: &Json, path: &[Segment<'_>]) -> Option<&'d Place> {
    let Segment::Index(index) = path.first()? else { return None };
    let element = crate::yaml::without_comments(generated.get(index)?);
    let sourced = list.iter().find(|one| one.value == element)?;
    Some(sourced.item.as_ref()?.place_of(&path[1..]))
}

/// What helpers give main under `main:`.
fn given<'d>(helpers: &'d [ResolvedHelper], container: &Json, path: &[Segment<'_>]) -> Option<&'d Place> {
    let Segment::Field(field) = path.first()? else { return None };
    let generated = container.get(field.as_ref())?;
    let of = |helper: &'d ResolvedHelper| match field.as_ref() {
        "env" => of_list(&helper.main_env, generated, &path[1..]),
        "volumeMounts" => of_list(&helper.main_mounts, generated, &path[1..]),
        _ => None,
    };
    helpers.iter().find_map(of)
}

/// The place in the patch, when the patch says anything about the field.
fn patched<'d>(patch: &'d SpannedValue, generated: &Json, path: &[Segment<'_>]) -> Option<&'d Place> {
    let mut here = patch;
    let mut output = generated;
    let mut list = "";
    for segment in path {
        let next = match segment {
            Segment::Field(name) | Segment::Key(name) => {
                output = output.get(name.as_ref()).unwrap_or(&Json::Null);
                list = name.as_ref();
                here.get(name)
            }
            Segment::Index(index) => {
                output = output.get(index).unwrap_or(&Json::Null);
                let Value::List(items) = &here.value else { break };
                let key = merge_key(list);
                let same = |item: &&SpannedValue| {
                    key.is_some_and(|key| item.get(key).map(SpannedValue::to_json).as_ref() == output.get(key))
                };
                match key {
                    Some(_) => items.iter().find(same),
                    None => items.get(*index),
                }
            }
        };
        match next {
            Some(item) => here = item,
            // Part of the way is not of the patch's making.
            None if matches!(here.value, Value::Map(_)) => {
                return is_named(here, patch).then_some(&here.place);
            }
            None => return None,
        }
    }
    Some(&here.place)
}

/// Whether the patch made the whole thing: a list entry that nothing but the patch describes says more than its name.
fn is_named(item: &SpannedValue, patch: &SpannedValue) -> bool {
    !std::ptr::eq(item, patch)
        && matches!(&item.value, Value::Map(entries) if entries.iter().any(|entry| entry.key == "image"))
}
