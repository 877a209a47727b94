//! The pod spec: what concerns all containers, the containers in the order in which they start, the volumes.

use serde_json::{Map, Value as Json, json};

use crate::k8s::strategic_merge;
use crate::pattern::description::helper_mode::HelperMode;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::account;
use crate::pattern::plan::containers;
use crate::pattern::plan::resolved_helper::ResolvedHelper;
use crate::pattern::plan::volumes::Volumes;
use crate::pattern::problem::Problems;

/// The pod spec of a description, less its `patch`.
pub(crate) fn pod(
    description: &Description,
    helpers: &[ResolvedHelper],
    mode: HelperMode,
    volumes: &Volumes,
    problems: &mut Problems,
) -> Json {
    let mut pod = head(description, helpers);
    let (init, beside) = containers::of_helpers(description, helpers, mode, volumes, problems);
    let main = containers::main(description, helpers, volumes);
    let (init, containers) = containers::placed(description, main, init, beside);
    if !init.is_empty() {
        pod.insert("initContainers".to_owned(), Json::Array(init));
    }
    pod.insert("containers".to_owned(), Json::Array(containers));
    if !volumes.list.is_empty() {
        pod.insert("volumes".to_owned(), Json::Array(volumes.list.clone()));
    }
    let mut pod = Json::Object(pod);
    for field in &description.pod {
        strategic_merge::merge(&mut pod, &json!({&field.key: field.item.to_json()}));
    }
    if pod["os"]["name"] == "windows" {
        without_linux_fields(&mut pod, description);
    }
    pod
}

/// Returns the security context of the Pod.
fn head(description: &Description, helpers: &[ResolvedHelper]) -> Map<String, Json> {
    let mut pod = Map::new();
    let account = account::name_of(description, helpers);
    let is_of_helpers = description.service_account.is_none() && account::is_created(description, helpers);
    // Where an account is named, its token is mounted as the account says; one that only a helper needs is in that
    // helper alone.
    if account.is_none() || is_of_helpers {
        pod.insert("automountServiceAccountToken".to_owned(), false.into());
    }
    if let Some(account) = account {
        pod.shift_insert(0, "serviceAccountName".to_owned(), account.into());
    }
    if description.kind.ends() {
        pod.insert("restartPolicy".to_owned(), "Never".into());
    }
    if helpers.iter().any(|helper| helper.shares_processes) {
        pod.insert("shareProcessNamespace".to_owned(), true.into());
    }
    if let Some(group) = fs_group(helpers) {
        let context = json!({"fsGroup": group, "fsGroupChangePolicy": "OnRootMismatch"});
        pod.insert("securityContext".to_owned(), context);
    }
    pod
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

/// Fields of a security context that mean something on Linux alone.
const OF_LINUX: [&str; 8] = [
    "runAsUser",
    "runAsGroup",
    "fsGroup",
    "fsGroupChangePolicy",
    "allowPrivilegeEscalation",
    "capabilities",
    "seccompProfile",
    "readOnlyRootFilesystem",
];

/// Takes what podpat hardens with off Pods of Windows; what the user says of main stays for the API server to judge.
fn without_linux_fields(pod: &mut Json, description: &Description) {
    let main = description.main_name();
    let says_context = |field: &str| description.pod.iter().any(|said| said.key == field);
    if !says_context("securityContext") {
        strip(&mut pod["securityContext"]);
    }
    for list in ["initContainers", "containers"] {
        let containers = pod[list].as_array_mut().into_iter().flatten();
        for container in containers.filter(|container| container["name"] != main.as_str()) {
            strip(&mut container["securityContext"]);
        }
    }
    remove_empty(pod);
}

fn strip(context: &mut Json) {
    if let Some(context) = context.as_object_mut() {
        context.retain(|field, _| !OF_LINUX.contains(&field.as_str()));
    }
}

/// Removes security contexts that nothing is left of.
fn remove_empty(pod: &mut Json) {
    let is_empty = |value: &Json| value.is_null() || value.as_object().is_some_and(Map::is_empty);
    let clean = |object: &mut Json| {
        if let Some(map) = object.as_object_mut() {
            map.retain(|key, value| key != "securityContext" || !is_empty(value));
        }
    };
    clean(pod);
    for list in ["initContainers", "containers"] {
        let Some(containers) = pod.get_mut(list).and_then(Json::as_array_mut) else { continue };
        containers.iter_mut().for_each(clean);
    }
}
