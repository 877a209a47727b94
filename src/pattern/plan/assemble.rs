//! Main and its helpers put together: one workload, and the objects that belong to it.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::k8s::strategic_merge;
use crate::pattern::description::helper_mode::HelperMode;
use crate::pattern::description::kind::Kind;
use crate::pattern::description::several_pods::MainRole;
use crate::pattern::description::spanned_value::{Field, Value, to_map};
use crate::pattern::description::workload::Description;
use crate::pattern::plan::account;
use crate::pattern::plan::availability;
use crate::pattern::plan::exposure;
use crate::pattern::plan::main_env;
use crate::pattern::plan::main_lists;
use crate::pattern::plan::metrics;
use crate::pattern::plan::notes;
use crate::pattern::plan::objects::{Plan, PlannedObject, Workload};
use crate::pattern::plan::patched;
use crate::pattern::plan::pod;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::plan::services;
use crate::pattern::plan::volumes::Volumes;
use crate::pattern::problem::Problems;

/// The plan of a description whose helpers are resolved.
pub(crate) fn assemble(
    description: &Description,
    helpers: &[ResolvedHelper],
    mode: HelperMode,
    problems: &mut Problems,
) -> Plan {
    main_env::check(description, helpers, problems);
    main_lists::check(description, helpers, problems);
    let volumes = Volumes::of(description, helpers, problems);
    let config_maps = config_maps(description, helpers);
    let mut pod = pod::pod(description, helpers, mode, &volumes, problems);
    patched::check(description, &pod, problems);
    if let Some(item) = &description.patch {
        strategic_merge::merge(&mut pod, &item.to_json());
    }
    let (job, spec): (Vec<_>, Vec<_>) =
        description.spec.iter().partition(|entry| description.kind.is_of_job(&entry.key));
    let fields = |entries: Vec<&Field>| entries.iter().map(|e| (e.key.clone(), e.item.to_json())).collect();
    let labels = labels(description);
    let selector = description.selector_labels();
    refuse_other_labels(description, &selector, problems);
    let mut plan = Plan {
        about: about(description, helpers),
        name: description.name.value.clone(),
        namespace: description.namespace.as_ref().map(|word| word.value.clone()),
        pod_labels: pod_labels(description, helpers, &labels, &selector),
        labels,
        selector,
        objects: Vec::new(),
        workload: Workload {
            kind: description.kind.name(),
            annotations: to_map(description.annotations.as_ref()),
            spec: fields(spec),
            job: fields(job),
            pod_annotations: pod_annotations(description, helpers, &config_maps),
            pod,
        },
        notes: notes::of(description, helpers, mode),
    };
    account::add(&mut plan, description, helpers);
    plan.objects.extend(config_maps);
    plan.objects.extend(items(description));
    services::add(&mut plan, description, helpers, problems);
    metrics::add(&mut plan, description, helpers);
    availability::add(&mut plan, description, problems);
    exposure::add(&mut plan, description, helpers, problems);
    plan.objects.extend(helpers.iter().flat_map(others));
    refuse_second(&plan, description, problems);
    plan
}

/// Refuses a second object of one kind and name.
fn refuse_second(plan: &Plan, description: &Description, problems: &mut Problems) {
    let mut made = BTreeSet::new();
    for object in plan.objects.iter().filter(|object| !made.insert((&object.kind, &object.name))) {
        let place = object.name_place.as_ref().or(object.place.as_ref()).unwrap_or(&description.name.place);
        let message = format!("the {} `{}` is generated twice", object.kind, object.name);
        problems.add(place, message, "the second one", "give one of the two a `name` of its own".to_owned());
    }
}

/// Refuses labels of the Pods that contradict the selector, which finds the Pods by its own.
fn refuse_other_labels(description: &Description, selector: &Map<String, Json>, problems: &mut Problems) {
    let Some(Value::Map(fields)) = description.pod_labels.as_ref().map(|item| &item.value) else { return };
    for field in fields.iter().filter(|field| selector.get(&field.key).is_some_and(|it| *it != field.item.to_json())) {
        let message = format!("the Pods are found by another `{}`", field.key);
        let help = format!("leave it out, or find the Pods by it: `selector: {{{}: …}}`", field.key);
        problems.add(&field.place, message, "differs from the selector", help);
    }
}

fn about(description: &Description, helpers: &[ResolvedHelper]) -> String {
    let parts = helpers.iter().map(|helper| {
        let what = helper.about.split(':').next().unwrap_or_default();
        let is_named = what.split(' ').nth(1) == Some(&helper.instance);
        // The version stands above the container.
        let what = what.split(' ').filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
        let what = what.collect::<Vec<_>>().join(" ");
        if is_named { what } else { format!("{what} as {}", helper.instance) }
    });
    let main = (description.role != MainRole::Root).then(|| description.main.image.value.clone());
    let all: Vec<String> = main.into_iter().chain(parts).collect();
    format!("{}: {}", description.name.value, all.join(", "))
}

fn labels(description: &Description) -> Map<String, Json> {
    let mut labels = Map::new();
    labels.insert("app.kubernetes.io/name".to_owned(), description.name.value.clone().into());
    labels.insert("app.kubernetes.io/managed-by".to_owned(), "podpat".into());
    labels.extend(to_map(description.labels.as_ref()));
    labels
}

fn pod_labels(
    description: &Description,
    helpers: &[ResolvedHelper],
    labels: &Map<String, Json>,
    selector: &Map<String, Json>,
) -> Map<String, Json> {
    let mut all = labels.clone();
    for helper in helpers {
        all.extend(helper.pod_labels.iter().map(|(key, value)| (key.clone(), Json::from(value.as_str()))));
    }
    all.extend(to_map(description.pod_labels.as_ref()));
    all.extend(selector.clone());
    all
}

fn config_maps(description: &Description, helpers: &[ResolvedHelper]) -> Vec<PlannedObject> {
    let of = |helper: &ResolvedHelper| {
        let (_, files) = helper.files.as_ref()?;
        let comment = format!("configuration of {} {}", helper.pattern.name(), helper.instance);
        let data: Map<String, Json> =
            files.iter().map(|(name, text)| (name.clone(), Json::from(text.as_str()))).collect();
        let name = description.config_map_name(&helper.instance);
        Some(PlannedObject::new("v1", "ConfigMap", name, comment).with("data", data).at(&helper.place))
    };
    helpers.iter().filter_map(of).collect()
}

/// The items of a Job, each a key by its number.
fn items(description: &Description) -> Option<PlannedObject> {
    let (items, place) = description.items.as_ref()?;
    let data: Map<String, Json> =
        items.iter().enumerate().map(|(at, item)| (at.to_string(), item.as_str().into())).collect();
    let name = format!("{}-items", description.name.value);
    Some(
        PlannedObject::new("v1", "ConfigMap", name, "the items, one for each Pod of the Job")
            .with("data", data)
            .at(place),
    )
}

/// Returns what leads Prometheus to an adapter, what starts new Pods when a configuration changes, and what the user
/// says.
fn pod_annotations(
    description: &Description,
    helpers: &[ResolvedHelper],
    config_maps: &[PlannedObject],
) -> Map<String, Json> {
    let mut annotations = metrics::annotations(description, helpers);
    if !config_maps.is_empty() {
        let data = config_maps.iter().filter_map(|map| map.body["data"].as_object());
        let digest = digest(data.flat_map(|data| data.values().filter_map(Json::as_str)));
        annotations.insert("podpat.dev/config-digest".to_owned(), digest.into());
    }
    for helper in helpers {
        annotations.extend(helper.pod_annotations.iter().map(|(key, value)| (key.clone(), value.as_str().into())));
    }
    annotations.extend(to_map(description.pod_annotations.as_ref()));
    if description.kind == Kind::Pod {
        annotations.extend(to_map(description.annotations.as_ref()));
    }
    annotations
}

/// FNV-1a, 64 bits: a changed configuration changes it, and that is all it is for.
fn digest<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let bytes = texts.flat_map(|text| text.bytes().chain([0]));
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// The other objects of a helper's entry.
fn others(helper: &ResolvedHelper) -> impl Iterator<Item = PlannedObject> {
    helper.objects.iter().map(|object| {
        let text = |key: &str| object.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let metadata = object.get("metadata").and_then(Json::as_object);
        let of_metadata = |key: &str| metadata.and_then(|it| it.get(key)?.as_object().cloned()).unwrap_or_default();
        let name = metadata.and_then(|it| it.get("name")?.as_str()).unwrap_or_default();
        let comment = format!("of {} {}", helper.pattern.name(), helper.instance);
        let mut planned = PlannedObject::new(&text("apiVersion"), &text("kind"), name, comment).at(&helper.place);
        planned.labels = of_metadata("labels");
        planned.annotations = of_metadata("annotations");
        let head = ["apiVersion", "kind", "metadata"];
        let body = object.iter().filter(|(key, _)| !head.contains(&key.as_str()));
        planned.body = body.map(|(key, value)| (key.clone(), value.clone())).collect();
        planned
    })
}
