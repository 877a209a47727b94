//! The way back from a field of the output to the words of the description that caused it.

use serde_json::Value as Json;

use crate::k8s::strategic_merge::merge_key;
use crate::pattern::description::container::{ContainerSpec, Sourced};
use crate::pattern::description::helper::{From, Helper};
use crate::pattern::description::kind::Kind;
use crate::pattern::description::several_pods::MainRole;
use crate::pattern::description::spanned_value::{Place, SpannedValue, Value};
use crate::pattern::description::workload::Description;
use crate::pattern::plan::objects::{Plan, PlannedObject};
use crate::pattern::plan::planned::Planned;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::yaml::{self, Segment};

/// Returns where the user wrote what became the field at `path` of an object; nothing where podpat chose it.
pub(crate) fn trace<'d>(planned: &'d Planned, object: Option<usize>, path: &[Segment<'_>]) -> Option<&'d Place> {
    let description = &planned.description;
    let steps: Vec<String> = path.iter().map(step).collect();
    let words: Vec<&str> = steps.iter().map(String::as_str).collect();
    let object = planned.object(object);
    match words[..] {
        // Labels carry the workload's name.
        ["metadata", "name", ..] => {
            let own = object.and_then(|object| object.name_place.as_ref());
            return Some(own.unwrap_or(&description.name.place));
        }
        ["metadata", "namespace", ..] => return description.namespace.as_ref().map(|word| &word.place),
        _ => {}
    }
    if let Some(place) = object.and_then(|object| written(object, &words, path)) {
        return Some(place);
    }
    // Labels and annotations stand on the Pods as well, where the server's path leaves `metadata` out.
    let ends = |pair: &[&str], key| pair == ["metadata", key] || pair == ["template", key];
    let below = |key| words.windows(2).position(|pair| ends(pair, key)).map(|at| (at, &path[at + 2..]));
    if let Some((at, rest)) = below("labels") {
        let of_pods = [&description.pod_labels, &description.selector].into_iter().flatten();
        let labels = of_pods.filter(|_| at > 0 || description.kind == Kind::Pod).chain(&description.labels);
        return Some(nearest(labels, rest).unwrap_or(&description.name.place));
    }
    if let Some((at, rest)) = below("annotations") {
        let of_pods = description.pod_annotations.iter().filter(|_| at > 0 || description.kind == Kind::Pod);
        if let Some(place) = nearest(of_pods.chain(&description.annotations), rest) {
            return Some(place);
        }
    }
    if words.contains(&"selector") {
        let said = description.selector.as_ref();
        return Some(said.map_or(&description.name.place, |item| &item.place));
    }
    match object {
        Some(object) => object.place.as_ref(),
        None => in_workload(planned, &words, path),
    }
}

/// The place of a key in the first of some mappings that has it, or of the last mapping.
fn nearest<'d>(items: impl Iterator<Item = &'d SpannedValue>, path: &[Segment<'_>]) -> Option<&'d Place> {
    let mut last = None;
    for item in items {
        let place = item.place_of(path);
        if !std::ptr::eq(place, &raw const item.place) {
            return Some(place);
        }
        last = Some(place);
    }
    last
}

/// The claims of a StatefulSet, which the API server takes for volumes of its Pods.
fn of_claims<'d>(description: &'d Description, path: &[Segment<'_>]) -> Option<&'d Place> {
    let is_volume = matches!(path.first()?, Segment::Field(field) if field == "volumes");
    let claims = description.spec.iter().find(|field| field.key == "volumeClaimTemplates");
    claims.filter(|_| is_volume).map(|field| &field.item.place)
}

/// The place of a value that the user wrote for an object.
fn written<'d>(object: &'d PlannedObject, words: &[&str], path: &[Segment<'_>]) -> Option<&'d Place> {
    let is_below = |(steps, _): &&(Vec<String>, SpannedValue)| {
        words.len() >= steps.len() && steps.iter().zip(words).all(|(step, word)| step == word)
    };
    let (steps, item) = object.written.iter().filter(is_below).max_by_key(|(steps, _)| steps.len())?;
    Some(item.place_of(&path[steps.len()..]))
}

fn in_workload<'d>(planned: &'d Planned, words: &[&str], path: &[Segment<'_>]) -> Option<&'d Place> {
    let description = &planned.description;
    let pod: Vec<&str> = description.kind.pod_path().split('.').collect();
    if words.starts_with(&pod) {
        let path = &path[pod.len()..];
        let place = in_pod(&planned.plan, description, &planned.helpers, path);
        return place.or_else(|| of_claims(description, path));
    }
    let mut fields = description.spec.iter().filter(|entry| words.contains(&entry.key.as_str()));
    let Some(entry) = fields.next_back() else {
        // The Service that names the Pods carries the workload's name.
        return (words == ["spec", "serviceName"]).then_some(&description.name.place);
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
    if let Some(place) = in_pod_field(description, &plan.workload.pod, path) {
        return Some(place);
    }
    let (Segment::Field(list), Segment::Index(index)) = (path.first()?, path.get(1)?) else { return None };
    let container = plan.workload.pod.get(list.as_ref())?.get(index)?;
    let name = container.get("name")?.as_str()?;
    let rest = &path[2..];
    if name == description.main_name() && description.role != MainRole::Root {
        return in_container(&description.main, container, rest).or_else(|| given(helpers, container, rest));
    }
    let helper = description
        .helping
        .iter()
        .zip(instances(description, helpers))
        .find(|(_, instance)| *instance == Some(name))?
        .0;
    in_helper(helper, container, rest)
}

/// Returns the place of a field of a helper's container.
fn in_helper<'d>(helper: &'d Helper, container: &Json, rest: &[Segment<'_>]) -> Option<&'d Place> {
    let by_name =
        helper.name.as_ref().filter(|_| matches!(rest.first(), Some(Segment::Field(field)) if field == "name"));
    if let Some(word) = by_name {
        return Some(&word.place);
    }
    match &helper.from {
        From::Custom(own) => Some(in_container(&own.spec, container, rest).unwrap_or(&helper.place)),
        From::Catalogue { overrides, image, .. } => {
            let Segment::Field(field) = rest.first()? else { return Some(&helper.place) };
            let said = overrides.iter().rfind(|said| said.key == *field);
            match said {
                Some(said) if matches!(said.key.as_str(), "args" | "env" | "ports" | "volumeMounts") => {
                    Some(&said.item.place)
                }
                Some(said) => Some(said.item.place_of(&rest[1..])),
                None if field == "image" => image.as_ref().map(|word| &word.place),
                // What an entry asks for is podpat's own.
                None if field == "resources" => None,
                // Parameters went into this container; the helper is the nearest place known.
                None => Some(&helper.place),
            }
        }
    }
}

/// The place of a field of the pod spec that stands at the top of the description.
fn in_pod_field<'d>(description: &'d Description, generated: &Json, path: &[Segment<'_>]) -> Option<&'d Place> {
    let Segment::Field(first) = path.first()? else { return None };
    if first == "serviceAccountName"
        && let Some(account) = &description.service_account
    {
        return Some(&account.place);
    }
    let field = description.pod.iter().rfind(|field| field.key == *first)?;
    let Some(key) = merge_key(first) else { return Some(field.item.place_of(&path[1..])) };
    // Entries of the list are told apart by name: helpers have some of their own.
    let Some(Segment::Index(index)) = path.get(1) else { return Some(&field.item.place) };
    let entry = yaml::without_comments(generated.get(first.as_ref())?.get(index)?);
    let Value::List(items) = &field.item.value else { return Some(&field.item.place) };
    let is_it = |item: &&SpannedValue| match entry.get(key) {
        Some(name) => item.get(key).map(SpannedValue::to_json).as_ref() == Some(name),
        // It has no name, which is a mistake: it is the one that says the same.
        None => item.to_json() == entry,
    };
    Some(items.iter().find(is_it)?.place_of(&path[2..]))
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
    let element = yaml::without_comments(generated.get(index)?);
    let same = list.iter().find(|one| one.value == element);
    // A helper may have added something to the value of a variable.
    let is_named_so = |one: &&Sourced| one.value.get("value").is_some() && one.value.get("name") == element.get("name");
    let sourced = same.or_else(|| list.iter().find(is_named_so))?;
    Some(sourced.item.as_ref()?.place_of(&path[1..]))
}

/// Returns the fields under `main:` of a helper.
fn given<'d>(helpers: &'d [ResolvedHelper], container: &Json, path: &[Segment<'_>]) -> Option<&'d Place> {
    let Segment::Field(field) = path.first()? else { return None };
    let generated = container.get(field.as_ref())?;
    let of = |helper: &'d ResolvedHelper| match field.as_ref() {
        "env" => of_list(&helper.main_env, generated, &path[1..]),
        "volumeMounts" => {
            of_list(&helper.main_mounts, generated, &path[1..]).or_else(|| share(helper, generated, path))
        }
        _ => None,
    };
    helpers.iter().find_map(of)
}

/// Returns the place of the folder that a helper shares with main, where it is what main mounts.
fn share<'d>(helper: &'d ResolvedHelper, mounts: &Json, path: &[Segment<'_>]) -> Option<&'d Place> {
    let Segment::Index(index) = path.get(1)? else { return None };
    let at = mounts.get(index)?.get("mountPath")?.as_str()?;
    helper.shares.iter().find(|share| share.main == at).map(|share| &share.place)
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

/// Returns true if the patch made the whole thing: a list entry that nothing but the patch describes says more than
/// its name.
fn is_named(item: &SpannedValue, patch: &SpannedValue) -> bool {
    !std::ptr::eq(item, patch)
        && matches!(&item.value, Value::Map(entries) if entries.iter().any(|entry| entry.key == "image"))
}
