//! Main and its helpers put together: one Pod, and the objects that belong to it.

use serde_json::{Map, Value as Json, json};

use super::container::Sourced;
use super::description::{Description, Helpers};
use super::fill::protocols;
use super::item::Item;
use super::patch;
use super::plan::{ConfigMap, Plan, Workload};
use super::problem::Problems;
use super::resolve;
use super::services;
use super::volumes::Volumes;
use super::wired::Wired;
use crate::yaml::COMMENT;

/// The plan of a description whose helpers are wired.
pub(super) fn assemble(description: &Description, wired: &[Wired], helpers: Helpers, problems: &mut Problems) -> Plan {
    let main_name = resolve::main_name(description);
    let volumes = Volumes::of(description, wired, problems);
    let config_maps = config_maps(description, wired);
    let mut pod = pod(description, wired, helpers, &volumes, &main_name);
    if let Some(item) = &description.patch {
        patch::merge(&mut pod, &item.to_json());
    }
    let (job, spec): (Vec<_>, Vec<_>) =
        description.spec.iter().partition(|entry| description.kind.is_of_job(&entry.key));
    let fields =
        |entries: Vec<&super::item::Entry>| entries.iter().map(|e| (e.key.clone(), e.item.to_json())).collect();
    let mut plan = Plan {
        about: about(description, wired),
        name: description.name.text.clone(),
        namespace: description.namespace.as_ref().map(|word| word.text.clone()),
        labels: labels(description),
        services: Vec::new(),
        workload: Workload {
            kind: description.kind.name(),
            annotations: map(description.annotations.as_ref()),
            spec: fields(spec),
            job: fields(job),
            pod_annotations: pod_annotations(wired, &config_maps),
            pod,
        },
        config_maps,
        notes: notes(description, wired),
    };
    services::add(&mut plan, description, wired, problems);
    plan
}

fn about(description: &Description, wired: &[Wired]) -> String {
    let helpers = wired.iter().map(|helper| {
        if helper.about.starts_with(&format!("{} {}:", helper.pattern.name(), helper.instance)) {
            format!("{} {}", helper.pattern.name(), helper.instance)
        } else {
            let what = helper.about.split(':').next().unwrap_or_default();
            format!("{what} as {}", helper.instance)
        }
    });
    let parts: Vec<String> = std::iter::once(description.main.image.text.clone()).chain(helpers).collect();
    format!("{}: {}", description.name.text, parts.join(", "))
}

fn labels(description: &Description) -> Map<String, Json> {
    let mut labels = Map::new();
    labels.insert("app.kubernetes.io/name".to_owned(), description.name.text.clone().into());
    labels.insert("app.kubernetes.io/managed-by".to_owned(), "podpat".into());
    labels.extend(map(description.labels.as_ref()));
    labels
}

fn map(item: Option<&Item>) -> Map<String, Json> {
    match item.map(Item::to_json) {
        Some(Json::Object(map)) => map,
        _ => Map::new(),
    }
}

fn pod(description: &Description, wired: &[Wired], helpers: Helpers, volumes: &Volumes, main_name: &str) -> Json {
    let mut pod = Map::new();
    match wired.iter().find_map(|helper| helper.service_account.clone()) {
        // Cloud credentials come by way of the account; its token is mounted where the account says so.
        Some(account) => pod.insert("serviceAccountName".to_owned(), account.into()),
        None => pod.insert("automountServiceAccountToken".to_owned(), false.into()),
    };
    if description.kind.ends() {
        pod.insert("restartPolicy".to_owned(), "Never".into());
    }
    if wired.iter().any(|helper| helper.shares_processes) {
        pod.insert("shareProcessNamespace".to_owned(), true.into());
    }
    if let Some(group) = fs_group(wired) {
        pod.insert("securityContext".to_owned(), json!({"fsGroup": group, "fsGroupChangePolicy": "OnRootMismatch"}));
    }
    let mut containers = vec![main(description, wired, volumes, main_name)];
    let sides = wired.iter().map(|helper| container(helper, helpers, volumes));
    if helpers == Helpers::Native && !wired.is_empty() {
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
fn fs_group(wired: &[Wired]) -> Option<Json> {
    let shares = |helper: &&Wired| {
        helper.shares.iter().any(|share| share.writer.is_some())
            || helper.volumes.iter().any(|volume| volume.source.contains_key("secret"))
    };
    wired.iter().filter(shares).find_map(|helper| helper.rest.get("securityContext")?.value.get("runAsUser").cloned())
}

/// Main as the user described it, with what its helpers give it.
fn main(description: &Description, wired: &[Wired], volumes: &Volumes, name: &str) -> Json {
    let spec = &description.main;
    let mut container = Map::new();
    container.insert("name".to_owned(), name.into());
    container.insert("image".to_owned(), spec.image.text.clone().into());
    insert_list(&mut container, "ports", values(&spec.ports));
    insert_list(&mut container, "env", main_env(description, wired));
    let given = wired.iter().flat_map(|helper| &helper.gives_mounts);
    let mounts = spec.mounts.iter().chain(given).map(|mount| mount.value.clone());
    insert_list(&mut container, "volumeMounts", mounts.chain(volumes.mounts_of(name)).collect());
    for (key, value) in &spec.rest {
        container.insert(key.clone(), value.value.clone());
    }
    Json::Object(container)
}

/// What helpers give comes first, so that the user's own variables can refer to it; a variable of the user's own wins,
/// and one that two helpers give is told apart by the helper's name.
fn main_env(description: &Description, wired: &[Wired]) -> Vec<Json> {
    let own = values(&description.main.env);
    let name_of = |value: &Json| value["name"].as_str().unwrap_or_default().to_owned();
    let mut env: Vec<Json> = Vec::new();
    for helper in wired {
        for given in &helper.gives {
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

fn container(helper: &Wired, helpers: Helpers, volumes: &Volumes) -> Json {
    let mut container = Map::new();
    container.insert(COMMENT.to_owned(), helper.about.clone().into());
    container.insert("name".to_owned(), helper.instance.clone().into());
    container.insert("image".to_owned(), helper.image.value.clone());
    if helpers == Helpers::Native {
        container.insert("restartPolicy".to_owned(), "Always".into());
    }
    let ports = helper.ports.iter().flat_map(|port| {
        protocols(port).iter().map(move |protocol| {
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

fn config_maps(description: &Description, wired: &[Wired]) -> Vec<ConfigMap> {
    let of = |helper: &Wired| {
        let (_, files) = helper.files.as_ref()?;
        Some(ConfigMap {
            name: config_map_name(description, &helper.instance),
            comment: format!("configuration of {} {}", helper.pattern.name(), helper.instance),
            data: files.iter().map(|(name, text)| (name.clone(), Json::from(text.as_str()))).collect(),
        })
    };
    wired.iter().filter_map(of).collect()
}

/// The name of the ConfigMap that holds a helper's files.
pub(super) fn config_map_name(description: &Description, instance: &str) -> String {
    format!("{}-{instance}", description.name.text)
}

/// What leads Prometheus to an adapter, and what starts new Pods when a configuration changes.
fn pod_annotations(wired: &[Wired], config_maps: &[ConfigMap]) -> Map<String, Json> {
    let mut annotations = Map::new();
    if let Some(scrape) = wired.iter().find_map(|helper| helper.scrape.as_ref()) {
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

fn notes(description: &Description, wired: &[Wired]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for helper in wired {
        notes.extend(helper.demands.iter().map(|demand| format!("{}: main has to {demand}", helper.instance)));
        for given in &helper.gives {
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
