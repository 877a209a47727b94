//! What Pods are given to read, and who they are: ConfigMap, Secret, ServiceAccount; and the Namespace all live in.
//!
//! Source: `pkg/apis/core/validation/validation.go`; labels of a Namespace: the PodSecurity admission plugin.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret, ServiceAccount};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::metadata::{self, Scope};
use super::{Faults, content};
use crate::yaml::Path;

/// What a ConfigMap or a Secret may hold, in bytes.
const DATA_LIMIT: usize = 1024 * 1024;

fn check_metadata(metadata: &ObjectMeta, faults: &mut Faults) {
    let path = Path::ROOT.field("metadata");
    metadata::check(metadata, Scope::Namespaced, metadata::subdomain_name, &path, faults);
    metadata::check_generation(metadata, &path, faults);
}

/// `ValidateConfigMap`.
pub(super) fn check_config_map(object: &ConfigMap, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
    let (text, binary) = (Path::ROOT.field("data"), Path::ROOT.field("binaryData"));
    let mut size = 0;
    for (key, value) in object.data.iter().flatten() {
        check_key(key, &text, faults);
        if object.binary_data.as_ref().is_some_and(|binary| binary.contains_key(key)) {
            faults.invalid(&text.key(key), key, "is a key of `binaryData` too", "give one of the two another key");
        }
        size += value.len();
    }
    for (key, ByteString(value)) in object.binary_data.iter().flatten() {
        check_key(key, &binary, faults);
        size += value.len();
    }
    check_size(size, &Path::ROOT, &text, faults);
}

fn check_key(key: &str, path: &Path<'_>, faults: &mut Faults) {
    if let Some(fault) = faults.content(&path.key(key), key, content::config_map_key(key)) {
        fault.message.insert_str(0, "the key ");
    }
}

fn check_size(size: usize, path: &Path<'_>, place: &Path<'_>, faults: &mut Faults) {
    if size > DATA_LIMIT {
        let fault = faults.too_long(path, DATA_LIMIT);
        fault.at(place);
        fault.message = format!("the values take {size} bytes");
        fault.help = format!("keep all values together below {DATA_LIMIT} bytes (1 MiB); use a volume for more");
    }
}

/// `ValidateSecret`, with `stringData` laid over `data`; `Opaque` is the default type.
pub(super) fn check_secret(object: &Secret, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
    let path = Path::ROOT.field("data");
    let data = merged(object);
    for key in data.keys() {
        check_key(key, &path, faults);
    }
    check_size(data.values().map(|value| value.len()).sum(), &path, &path, faults);
    let has = |key: &str| data.contains_key(key);
    match object.type_.as_deref().unwrap_or_default() {
        "kubernetes.io/service-account-token" => check_token_owner(&object.metadata, faults),
        "kubernetes.io/dockercfg" => check_docker_config(&data, ".dockercfg", &path, faults),
        "kubernetes.io/dockerconfigjson" => check_docker_config(&data, ".dockerconfigjson", &path, faults),
        "kubernetes.io/basic-auth" if !has("username") && !has("password") => {
            need(&["username", "password"], "a Secret for basic authentication", &path, faults);
        }
        "kubernetes.io/ssh-auth" if data.get("ssh-privatekey").is_none_or(|value| value.is_empty()) => {
            need(&["ssh-privatekey"], "a Secret for SSH", &path, faults);
        }
        "kubernetes.io/tls" => {
            let missing: Vec<_> = ["tls.crt", "tls.key"].into_iter().filter(|key| !has(key)).collect();
            need(&missing, "a Secret for TLS", &path, faults);
        }
        _ => {}
    }
}

/// `Convert_v1_Secret_To_core_Secret`.
fn merged(object: &Secret) -> BTreeMap<&str, &[u8]> {
    let bytes = object.data.iter().flatten().map(|(key, ByteString(value))| (key.as_str(), value.as_slice()));
    let texts = object.string_data.iter().flatten().map(|(key, value)| (key.as_str(), value.as_bytes()));
    bytes.chain(texts).collect()
}

fn need(keys: &[&str], what: &str, path: &Path<'_>, faults: &mut Faults) {
    for key in keys {
        faults.required(&path.key(key), format!("give {what} the key `{key}`, or write `type: Opaque`"));
    }
}

fn check_token_owner(metadata: &ObjectMeta, faults: &mut Faults) {
    const KEY: &str = "kubernetes.io/service-account.name";
    if metadata.annotations.as_ref().and_then(|annotations| annotations.get(KEY)).is_none_or(String::is_empty) {
        let path = Path::ROOT.field("metadata.annotations");
        faults.required(&path.key(KEY), format!("name the service account, such as `{KEY}: my-account`"));
    }
}

/// A JSON object; the server tests no more of it.
fn check_docker_config(data: &BTreeMap<&str, &[u8]>, key: &str, path: &Path<'_>, faults: &mut Faults) {
    let Some(value) = data.get(key) else {
        return need(&[key], "a Secret for an image registry", path, faults);
    };
    // `null` is an object to Go.
    if serde_json::from_slice::<Option<serde_json::Map<String, serde_json::Value>>>(value).is_err() {
        let help = "put the text of a `config.json` of docker there, a JSON object";
        faults.invalid(&path.key(key), key, "holds no JSON object", help);
    }
}

/// `ValidateServiceAccount`.
pub(super) fn check_service_account(object: &ServiceAccount, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
}

/// `ValidateNamespace`.
pub(super) fn check_namespace(object: &Namespace, faults: &mut Faults) {
    let path = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::label_name, &path, faults);
    metadata::check_generation(&object.metadata, &path, faults);
    // The server makes a label of the name. `SetDefaults_Namespace`.
    let name = object.metadata.name.as_deref().unwrap_or_default();
    if let Some(fault) = faults.content(&path.field("labels"), name, content::label_value(name)) {
        fault.message.push_str(", and becomes the label `kubernetes.io/metadata.name`");
        fault.at(&path.field("name"));
    }
    let finalizers = Path::ROOT.field("spec.finalizers");
    let listed = object.spec.iter().flat_map(|spec| spec.finalizers.iter().flatten());
    for (index, finalizer) in listed.enumerate() {
        check_finalizer(finalizer, &finalizers, &finalizers.index(index), faults);
    }
    if faults.as_slice().is_empty() {
        check_pod_security(object.metadata.labels.as_ref(), &path.field("labels"), faults);
    }
}

/// `validateFinalizerName`. The server names the list, not the entry.
fn check_finalizer(finalizer: &str, path: &Path<'_>, place: &Path<'_>, faults: &mut Faults) {
    if let Some(fault) = faults.content(path, finalizer, content::qualified_name(finalizer)) {
        fault.at(place);
    }
    if !finalizer.contains('/') && !matches!(finalizer, "kubernetes" | "orphan" | "foregroundDeletion") {
        let help = "write `kubernetes`, or a name with a domain, such as `example.com/cleanup`";
        faults.invalid(path, finalizer, "is not a finalizer that Kubernetes knows", help).at(place);
    }
}

/// Labels that set Pod Security Standards. The plugin sees what validation has let through.
fn check_pod_security(labels: Option<&BTreeMap<String, String>>, path: &Path<'_>, faults: &mut Faults) {
    let modes: BTreeSet<_> = ["enforce", "audit", "warn"].into();
    for (key, value) in labels.into_iter().flatten() {
        let Some(setting) = key.strip_prefix("pod-security.kubernetes.io/") else { continue };
        if modes.contains(setting) && !matches!(value.as_str(), "privileged" | "baseline" | "restricted") {
            let help = "write `privileged`, `baseline` or `restricted`";
            faults.invalid(&path.key(key), value, "is not a level of the Pod Security Standards", help);
        }
        let versioned = setting.strip_suffix("-version").is_some_and(|mode| modes.contains(mode));
        if versioned && !is_version(value) {
            let help = "write `latest` or a version such as `v1.30`";
            faults.invalid(&path.key(key), value, "is not a version of Kubernetes", help);
        }
    }
}

/// `latest`, or `v1.` and a number without leading zeros.
fn is_version(text: &str) -> bool {
    let minor = text.strip_prefix("v1.").unwrap_or_default();
    let number = !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit());
    text == "latest" || number && (minor == "0" || !minor.starts_with('0'))
}
