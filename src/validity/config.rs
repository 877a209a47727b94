//! Objects that configure Pods and give them an identity: ConfigMap, Secret, ServiceAccount; and the Namespace all
//! live in.
//!
//! Source: `pkg/apis/core/validation/validation.go`; labels of a Namespace: the PodSecurity admission plugin.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret, ServiceAccount};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::metadata::{self, Scope};
use super::{FieldErrors, content};
use crate::yaml::Path;

/// The maximum size of a ConfigMap or a Secret, in bytes.
const DATA_LIMIT: usize = 1024 * 1024;

fn check_metadata(metadata: &ObjectMeta, errors: &mut FieldErrors) {
    let path = Path::ROOT.field("metadata");
    metadata::check(metadata, Scope::Namespaced, metadata::subdomain_name, &path, errors);
    metadata::check_generation(metadata, &path, errors);
}

/// `ValidateConfigMap`.
pub(super) fn check_config_map(object: &ConfigMap, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let (text, binary) = (Path::ROOT.field("data"), Path::ROOT.field("binaryData"));
    let mut size = 0;
    for (key, value) in object.data.iter().flatten() {
        check_key(key, &text, errors);
        if object.binary_data.as_ref().is_some_and(|binary| binary.contains_key(key)) {
            errors.invalid(&text.key(key), key, "is a key of `binaryData` too", "give one of the two another key");
        }
        size += value.len();
    }
    for (key, ByteString(value)) in object.binary_data.iter().flatten() {
        check_key(key, &binary, errors);
        size += value.len();
    }
    check_size(size, &Path::ROOT, &text, errors);
}

fn check_key(key: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(fault) = errors.content(&path.key(key), key, content::config_map_key(key)) {
        fault.message.insert_str(0, "the key ");
    }
}

fn check_size(size: usize, path: &Path<'_>, place: &Path<'_>, errors: &mut FieldErrors) {
    if size > DATA_LIMIT {
        let fault = errors.too_long(path, DATA_LIMIT);
        fault.at(place);
        fault.message = format!("the values take {size} bytes");
        fault.help = format!("keep all values together below {DATA_LIMIT} bytes (1 MiB); use a volume for more");
    }
}

/// `ValidateSecret`, with `stringData` laid over `data`; `Opaque` is the default type.
pub(super) fn check_secret(object: &Secret, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let path = Path::ROOT.field("data");
    let data = merged(object);
    for key in data.keys() {
        check_key(key, &path, errors);
    }
    check_size(data.values().map(|value| value.len()).sum(), &path, &path, errors);
    let has = |key: &str| data.contains_key(key);
    match object.type_.as_deref().unwrap_or_default() {
        "kubernetes.io/service-account-token" => check_token_owner(&object.metadata, errors),
        "kubernetes.io/dockercfg" => check_docker_config(&data, ".dockercfg", &path, errors),
        "kubernetes.io/dockerconfigjson" => check_docker_config(&data, ".dockerconfigjson", &path, errors),
        "kubernetes.io/basic-auth" if !has("username") && !has("password") => {
            need(&["username", "password"], "a Secret for basic authentication", &path, errors);
        }
        "kubernetes.io/ssh-auth" if data.get("ssh-privatekey").is_none_or(|value| value.is_empty()) => {
            need(&["ssh-privatekey"], "a Secret for SSH", &path, errors);
        }
        "kubernetes.io/tls" => {
            let missing: Vec<_> = ["tls.crt", "tls.key"].into_iter().filter(|key| !has(key)).collect();
            need(&missing, "a Secret for TLS", &path, errors);
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

fn need(keys: &[&str], what: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    for key in keys {
        errors.required(&path.key(key), format!("give {what} the key `{key}`, or write `type: Opaque`"));
    }
}

fn check_token_owner(metadata: &ObjectMeta, errors: &mut FieldErrors) {
    const KEY: &str = "kubernetes.io/service-account.name";
    if metadata.annotations.as_ref().and_then(|annotations| annotations.get(KEY)).is_none_or(String::is_empty) {
        let path = Path::ROOT.field("metadata.annotations");
        errors.required(&path.key(KEY), format!("name the service account, such as `{KEY}: my-account`"));
    }
}

/// A JSON object; the server tests no more of it.
fn check_docker_config(data: &BTreeMap<&str, &[u8]>, key: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(value) = data.get(key) else {
        return need(&[key], "a Secret for an image registry", path, errors);
    };
    // `null` is an object to Go.
    if serde_json::from_slice::<Option<serde_json::Map<String, serde_json::Value>>>(value).is_err() {
        let help = "put the text of a `config.json` of docker there, a JSON object";
        errors.invalid(&path.key(key), key, "holds no JSON object", help);
    }
}

/// `ValidateServiceAccount`.
pub(super) fn check_service_account(object: &ServiceAccount, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
}

/// `ValidateNamespace`.
pub(super) fn check_namespace(object: &Namespace, errors: &mut FieldErrors) {
    let path = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::label_name, &path, errors);
    metadata::check_generation(&object.metadata, &path, errors);
    // The server makes a label of the name. `SetDefaults_Namespace`.
    let name = object.metadata.name.as_deref().unwrap_or_default();
    if let Some(fault) = errors.content(&path.field("labels"), name, content::label_value(name)) {
        fault.message.push_str(", and becomes the label `kubernetes.io/metadata.name`");
        fault.at(&path.field("name"));
    }
    let finalizers = Path::ROOT.field("spec.finalizers");
    let listed = object.spec.iter().flat_map(|spec| spec.finalizers.iter().flatten());
    for (index, finalizer) in listed.enumerate() {
        check_finalizer(finalizer, &finalizers, &finalizers.index(index), errors);
    }
    if errors.as_slice().is_empty() {
        check_pod_security(object.metadata.labels.as_ref(), &path.field("labels"), errors);
    }
}

/// `validateFinalizerName`. The server names the list, not the entry.
fn check_finalizer(finalizer: &str, path: &Path<'_>, place: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(fault) = errors.content(path, finalizer, content::qualified_name(finalizer)) {
        fault.at(place);
    }
    if !finalizer.contains('/') && !matches!(finalizer, "kubernetes" | "orphan" | "foregroundDeletion") {
        let help = "write `kubernetes`, or a name with a domain, such as `example.com/cleanup`";
        errors.invalid(path, finalizer, "is not a finalizer that Kubernetes knows", help).at(place);
    }
}

/// Labels that set Pod Security Standards. The plugin sees what validation has let through.
fn check_pod_security(labels: Option<&BTreeMap<String, String>>, path: &Path<'_>, errors: &mut FieldErrors) {
    let modes: BTreeSet<_> = ["enforce", "audit", "warn"].into();
    for (key, value) in labels.into_iter().flatten() {
        let Some(setting) = key.strip_prefix("pod-security.kubernetes.io/") else { continue };
        if modes.contains(setting) && !matches!(value.as_str(), "privileged" | "baseline" | "restricted") {
            let help = "write `privileged`, `baseline` or `restricted`";
            errors.invalid(&path.key(key), value, "is not a level of the Pod Security Standards", help);
        }
        let versioned = setting.strip_suffix("-version").is_some_and(|mode| modes.contains(mode));
        if versioned && !is_version(value) {
            let help = "write `latest` or a version such as `v1.30`";
            errors.invalid(&path.key(key), value, "is not a version of Kubernetes", help);
        }
    }
}

/// `latest`, or `v1.` and a number without leading zeros.
fn is_version(text: &str) -> bool {
    let minor = text.strip_prefix("v1.").unwrap_or_default();
    let number = !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit());
    text == "latest" || number && (minor == "0" || !minor.starts_with('0'))
}
