//! The containers of a Pod, as in the Kubernetes API.

use serde_json::{Map, Value as Json, json};

use crate::catalogue::Pattern;
use crate::pattern::description::container::values;
use crate::pattern::description::helper_mode::HelperMode;
use crate::pattern::description::several_pods::MainRole;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::main_env;
use crate::pattern::plan::overrides;
use crate::pattern::plan::resolved_helper::{HelperPreparation, ResolvedHelper};
use crate::pattern::plan::volumes::Volumes;
use crate::pattern::problem::Problems;
use crate::yaml::COMMENT;

/// Main as the user described it, with what its helpers give it.
pub(crate) fn main(description: &Description, helpers: &[ResolvedHelper], volumes: &Volumes) -> Json {
    let spec = &description.main;
    let name = description.main_name();
    let mut container = Map::new();
    container.insert("name".to_owned(), name.clone().into());
    container.insert("image".to_owned(), spec.image.value.clone().into());
    insert_list(&mut container, "ports", values(&spec.ports));
    insert_list(&mut container, "env", main_env::of(description, helpers));
    let given = helpers.iter().flat_map(|helper| &helper.main_mounts);
    let mounts = spec.mounts.iter().chain(given).map(|mount| mount.value.clone());
    insert_list(&mut container, "volumeMounts", mounts.chain(volumes.mounts_of(&name)).collect());
    for (key, value) in &spec.rest {
        container.insert(key.clone(), value.value.clone());
    }
    Json::Object(container)
}

/// The containers of helpers: those among the init containers, and those beside main.
pub(crate) fn of_helpers(
    description: &Description,
    helpers: &[ResolvedHelper],
    mode: HelperMode,
    volumes: &Volumes,
    problems: &mut Problems,
) -> (Vec<Json>, Vec<Json>) {
    let (mut init, mut beside) = (Vec::new(), Vec::new());
    for helper in helpers {
        init.extend(helper.preparations.iter().map(|it| preparation(it, volumes)));
        let runs_once = helper.pattern == Pattern::Init;
        let leads = matches!(
            (description.role, helper.pattern),
            (MainRole::ServesQueue, Pattern::WorkQueue) | (MainRole::Root, Pattern::ScatterGather)
        );
        let native = mode == HelperMode::Native && !runs_once && !leads;
        let mut made = container(helper, native, volumes);
        overrides::apply(&mut made, helper, problems);
        if native || runs_once { init.push(Json::Object(made)) } else { beside.push(Json::Object(made)) }
    }
    (init, beside)
}

/// Puts main among the containers, or, where the Pod ends with the queue, before it as a native sidecar. What a root
/// that does the work is given as main becomes its own.
pub(crate) fn placed(
    description: &Description,
    mut main: Json,
    mut init: Vec<Json>,
    mut beside: Vec<Json>,
) -> (Vec<Json>, Vec<Json>) {
    match description.role {
        MainRole::Leads => return (init, std::iter::once(main).chain(beside).collect()),
        MainRole::Root => {
            if let Some(at) = beside.iter().position(|container| container["name"] == main["name"]) {
                let root = beside.remove(at);
                beside.insert(0, joined(root, &main));
            }
            return (init, beside);
        }
        MainRole::ServesQueue => {}
    }
    let port = description.main.first_port();
    if let Some(main) = main.as_object_mut() {
        main.insert("restartPolicy".to_owned(), "Always".into());
        let probe = json!({"tcpSocket": {"port": port}, "periodSeconds": 1, "failureThreshold": 60});
        main.entry("startupProbe").or_insert(probe);
    }
    init.push(main);
    (init, beside)
}

/// Returns the root with what it is given as main: environment and mounts that it does not have, and a lifecycle.
fn joined(mut root: Json, main: &Json) -> Json {
    for key in ["env", "volumeMounts"] {
        let own = root[key].as_array().cloned().unwrap_or_default();
        let given: Vec<Json> = main[key].as_array().into_iter().flatten().cloned().collect();
        let given = given.into_iter().filter(|one| !own.contains(one));
        let all: Vec<Json> = given.chain(own.clone()).collect();
        if !all.is_empty() {
            root[key] = all.into();
        }
    }
    if let (Some(lifecycle), None) = (main.get("lifecycle"), root.get("lifecycle")) {
        root["lifecycle"] = lifecycle.clone();
    }
    root
}

fn insert_list(container: &mut Map<String, Json>, key: &str, list: Vec<Json>) {
    if !list.is_empty() {
        container.insert(key.to_owned(), Json::Array(list));
    }
}

fn container(helper: &ResolvedHelper, native: bool, volumes: &Volumes) -> Map<String, Json> {
    let mut container = Map::new();
    container.insert(COMMENT.to_owned(), helper.about.clone().into());
    container.insert("name".to_owned(), helper.instance.clone().into());
    container.insert("image".to_owned(), helper.image.value.clone());
    if native {
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
    container
}

fn preparation(preparation: &HelperPreparation, volumes: &Volumes) -> Json {
    let mut container = Map::new();
    container.insert("name".to_owned(), preparation.name.clone().into());
    container.extend(preparation.fields.clone());
    insert_list(&mut container, "volumeMounts", volumes.mounts_of(&preparation.name));
    Json::Object(container)
}
