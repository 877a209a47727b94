//! Main and its helpers put together: one Pod, and the objects that belong to it.

use serde_json::{Map, Value as Json, json};

use crate::k8s::strategic_merge;
use crate::pattern::description::container::Sourced;
use crate::pattern::description::spanned_value::{Field, SpannedValue};
use crate::pattern::description::workload::{Description, HelperMode};
use crate::pattern::plan::objects::{ConfigMap, Plan, Workload};
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::plan::services;
use crate::pattern::plan::volumes::Volumes;
use crate::pattern::problem::Problems;
use crate::yaml::COMMENT;

/// The plan of a description whose helpers are helpers.
pub(crate) fn assemble(
    description: &Description,
    helpers: &[ResolvedHelper],
    mode: HelperMode,
    problems: &mut Problems,
) -> Plan {
    let main_name = description.main_name();
    let volumes = Volumes::of(description, helpers, problems);
    let config_maps = config_maps(description, helpers);
    let mut pod = pod(description, helpers, mode, &volumes, &main_name);
    if let Some(item) = &description.patch {
        strategic_merge::merge(&mut pod, &item.to_json());
    }
    let (job, spec): (Vec<_>, Vec<_>) =
        description.spec.iter().partition(|entry| description.kind.is_of_job(&entry.key));
    let fields = |entries: Vec<&Field>| entries.iter().map(|e| (e.key.clone(), e.item.to_json())).collect();
    let mut plan = Plan {
        about: about(description, helpers),
        name: description.name.value.clone(),
        namespace: description.namespace.as_ref().map(|word| word.value.clone()),
        labels: labels(description),
        services: Vec::new(),
        workload: Workload {
            kind: description.kind.name(),
            annotations: map(description.annotations.as_ref()),
            spec: fields(spec),
            job: fields(job),
            pod_annotations: pod_annotations(helpers, &config_maps),
            pod,
        },
        config_maps,
        notes: notes(description, helpers),
    };
    services::add(&mut plan, description, helpers, problems);
    plan
}

fn about(description: &Description, helpers: &[ResolvedHelper]) -> String {
    let parts = helpers.iter().map(|helper| {
        if helper.about.starts_with(&format!("{} {}:", helper.pattern.name(), helper.instance)) {
            format!("{} {}", helper.pattern.name(), helper.instance)
        } else {
            let what = helper.about.split(':').next().unwrap_or_default();
            format!("{what} as {}", helper.instance)
        }
    });
    let all: Vec<String> = std::iter::once(description.main.image.value.clone()).chain(parts).collect();
    format!("{}: {}", description.name.value, all.join(", "))
}

fn labels(description: &Description) -> Map<String, Json> {
    let mut labels = Map::new();
    labels.insert("app.kubernetes.io/name".to_owned(), description.name.value.clone().into());
    labels.insert("app.kubernetes.io/managed-by".to_owned(), "podpat".into());
    labels.extend(map(description.labels.as_ref()));
    labels
}

fn map(item: Option<&SpannedValue>) -> Map<String, Json> {
    match item.map(SpannedValue::to_json) {
        Some(Json::Object(map)) => map,
        _ => Map::new(),
    }
}

fn pod(
    description: &Description,
    helpers: &[ResolvedHelper],
    mode: HelperMode,
    volumes: &Volumes,
    main_name: &str,
) -> Json {
    let mut pod = Map::new();
    match helpers.iter().find_map(|helper| helper.service_account.clone()) {
        // Cloud credentials come by way of the account; its token is mounted where the account says so.
        Some(account) => pod.insert("serviceAccountName".to_owned(), account.into()),
        None => pod.insert("automountServiceAccountToken".to_owned(), false.into()),
    };
    if description.kind.ends() {
        pod.insert("restartPolicy".to_owned(), "Never".into());
    }
    if helpers.iter().any(|helper| helper.shares_processes) {
        pod.insert("shareProcessNamespace".to_owned(), true.into());
    }
    if let Some(group) = fs_group(helpers) {
        pod.insert("securityContext".to_owned(), json!({"fsGroup": group, "fsGroupChangePolicy": "OnRootMismatch"}));
    }
    let mut containers = vec![main(description, helpers, volumes, main_name)];
    let sides = helpers.iter().map(|helper| container(helper, mode, volumes));
    if mode == HelperMode::Native && !helpers.is_empty() {
        pod.insert("initContainers".to_owned(), sides.collect());
    } else {
        containers.extend(sides);
    }
    pod.insert("containers".to_owned(), Json::Array(containers));
    if !volumes.list.is_empty() {
        pod.insert("volumes".to_owned(), Json::Array(volumes.list.clone()));
    }
    Json::Object(pod)
}

/// Volumes belong to the group of the first helper that shares files or reads a Secret, so that neither side has to
/// run as root or to open its files to everybody.
fn fs_group(helpers: &[ResolvedHelper]) -> Option<Json> {
    let shares = |helper: &&ResolvedHelper| {
        helper.shares.iter().any(|share| share.writer.is_some())
            || helper.volumes.iter().any(|volume| volume.source.contains_key("secret"))
    };
    helpers.iter().filter(shares).find_map(|helper| helper.rest.get("securityContext")?.value.get("runAsUser").cloned())
}

/// Main as the user described it, with what its helpers give it.
fn main(description: &Description, helpers: &[ResolvedHelper], volumes: &Volumes, name: &str) -> Json {
    let spec = &description.main;
    let mut container = Map::new();
    container.insert("name".to_owned(), name.into());
    container.insert("image".to_owned(), spec.image.value.clone().into());
    insert_list(&mut container, "ports", values(&spec.ports));
    insert_list(&mut container, "env", main_env(description, helpers));
    let given = helpers.iter().flat_map(|helper| &helper.main_mounts);
    let mounts = spec.mounts.iter().chain(given).map(|mount| mount.value.clone());
    insert_list(&mut container, "volumeMounts", mounts.chain(volumes.mounts_of(name)).collect());
    for (key, value) in &spec.rest {
        container.insert(key.clone(), value.value.clone());
    }
    Json::Object(container)
}

/// What helpers give comes first, so that the user's own variables can refer to it; a variable of the user's own wins,
/// and one that two helpers give is told apart by the helper's name.
fn main_env(description: &Description, helpers: &[ResolvedHelper]) -> Vec<Json> {
    let own = values(&description.main.env);
    let name_of = |value: &Json| value["name"].as_str().unwrap_or_default().to_owned();
    let mut env: Vec<Json> = Vec::new();
    for helper in helpers {
        for given in &helper.main_env {
            let mut value = given.value.clone();
            let taken = |env: &[Json], value: &Json| {
                env.iter().any(|one| name_of(one) == name_of(value) && one["value"] != value["value"])
            };
            if taken(&env, &value) {
                let prefix = helper.instance.to_uppercase().replace(['-', '.'], "_");
                value["name"] = format!("{prefix}_{}", name_of(&value)).into();
            }
            let known = env.iter().chain(&own).any(|one| name_of(one) == name_of(&value));
            if !known {
                value[COMMENT] = format!("{} {}", helper.pattern.name(), helper.instance).into();
                env.push(value);
            }
        }
    }
    env.extend(own);
    comment_runs_once(&mut env);
    env
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

fn values(list: &[Sourced]) -> Vec<Json> {
    list.iter().map(|one| one.value.clone()).collect()
}

fn insert_list(container: &mut Map<String, Json>, key: &str, list: Vec<Json>) {
    if !list.is_empty() {
        container.insert(key.to_owned(), Json::Array(list));
    }
}

fn container(helper: &ResolvedHelper, mode: HelperMode, volumes: &Volumes) -> Json {
    let mut container = Map::new();
    container.insert(COMMENT.to_owned(), helper.about.clone().into());
    container.insert("name".to_owned(), helper.instance.clone().into());
    container.insert("image".to_owned(), helper.image.value.clone());
    if mode == HelperMode::Native {
        container.insert("restartPolicy".to_owned(), "Always".into());
    }
    let ports = helper.ports.iter().flat_map(|port| {
        port.protocols().iter().map(move |protocol| {
            let mut value = json!({"name": port.name, "containerPort": port.number});
            if *protocol != "TCP" {
                value["name"] = format!("{}-udp", port.name).into();
                value["protocol"] = (*protocol).into();
            }
            value
        })
    });
    let ports = ports.chain(values(&helper.declared)).collect();
    insert_list(&mut container, "ports", ports);
    insert_list(&mut container, "env", values(&helper.env));
    let mounts = volumes.mounts_of(&helper.instance);
    insert_list(&mut container, "volumeMounts", values(&helper.mounts).into_iter().chain(mounts).collect());
    for (key, value) in &helper.rest {
        container.insert(key.clone(), value.value.clone());
    }
    Json::Object(container)
}

fn config_maps(description: &Description, helpers: &[ResolvedHelper]) -> Vec<ConfigMap> {
    let of = |helper: &ResolvedHelper| {
        let (_, files) = helper.files.as_ref()?;
        Some(ConfigMap {
            name: description.config_map_name(&helper.instance),
            comment: format!("configuration of {} {}", helper.pattern.name(), helper.instance),
            data: files.iter().map(|(name, text)| (name.clone(), Json::from(text.as_str()))).collect(),
        })
    };
    helpers.iter().filter_map(of).collect()
}

/// What leads Prometheus to an adapter, and what starts new Pods when a configuration changes.
fn pod_annotations(helpers: &[ResolvedHelper], config_maps: &[ConfigMap]) -> Map<String, Json> {
    let mut annotations = Map::new();
    if let Some(scrape) = helpers.iter().find_map(|helper| helper.scrape.as_ref()) {
        annotations.insert("prometheus.io/scrape".to_owned(), "true".into());
        annotations.insert("prometheus.io/port".to_owned(), scrape.number.to_string().into());
        annotations.insert("prometheus.io/path".to_owned(), scrape.path.clone().into());
        for (name, value) in &scrape.params {
            annotations.insert(format!("prometheus.io/param_{name}"), value.clone().into());
        }
    }
    if !config_maps.is_empty() {
        let digest = digest(config_maps.iter().flat_map(|map| map.data.values().filter_map(Json::as_str)));
        annotations.insert("podpat.dev/config-digest".to_owned(), digest.into());
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

fn notes(description: &Description, helpers: &[ResolvedHelper]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for helper in helpers {
        notes.extend(helper.demands.iter().map(|demand| format!("{}: main has to {demand}", helper.instance)));
        for given in &helper.main_env {
            let name = &given.value["name"];
            let own = description.main.env.iter().find(|own| own.value["name"] == *name);
            if let (Some(own), Some(name), Some(value)) = (own, name.as_str(), given.value["value"].as_str())
                && own.value["value"] != value
            {
                notes.push(format!(
                    "{}: main's own `{name}` is kept; the helper would set it to `{value}`",
                    helper.instance
                ));
            }
        }
    }
    notes
}
