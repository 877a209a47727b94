//! Environment variables and where their values come from.

use k8s_openapi::api::core::v1::{EnvFromSource, EnvVar, FileKeySelector};

use super::downward::{self, Use};
use crate::validity::{Faults, Reason, content, metadata};
use crate::yaml::Path;

/// `ValidateEnv`.
pub(super) fn check_all(variables: &[EnvVar], path: &Path<'_>, faults: &mut Faults) {
    for (index, variable) in variables.iter().enumerate() {
        let path = path.index(index);
        let name = path.field("name");
        if faults.present(&name, &variable.name, "give the variable a name, such as `name: LOG_LEVEL`") {
            faults.content(&name, &variable.name, content::env_var_name(&variable.name));
        }
        check_source(variable, &path.field("valueFrom"), faults);
    }
}

/// `validateEnvVarValueFrom`.
fn check_source(variable: &EnvVar, path: &Path<'_>, faults: &mut Faults) {
    let Some(source) = &variable.value_from else { return };
    let mut sources = 0;
    if let Some(field) = &source.field_ref {
        sources += 1;
        downward::check_field(field, Use::Env, &path.field("fieldRef"), faults);
    }
    if let Some(resource) = &source.resource_field_ref {
        sources += 1;
        downward::check_resource(resource, Use::Env, &path.field("resourceFieldRef"), faults);
    }
    if let Some(key) = &source.config_map_key_ref {
        sources += 1;
        check_key("ConfigMap", &key.name, &key.key, &path.field("configMapKeyRef"), faults);
    }
    if let Some(key) = &source.secret_key_ref {
        sources += 1;
        check_key("Secret", &key.name, &key.key, &path.field("secretKeyRef"), faults);
    }
    if let Some(key) = &source.file_key_ref {
        sources += 1;
        check_file_key(key, &path.field("fileKeyRef"), faults);
    }
    let valued = variable.value.as_ref().is_some_and(|value| !value.is_empty());
    let (message, help) = match sources {
        0 => (
            "`valueFrom` names no source",
            "write one of `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef`, `fileKeyRef`",
        ),
        _ if valued => ("the variable has a `value` already", "take `value` or `valueFrom` out"),
        1 => return,
        _ => ("`valueFrom` names more than one source", "keep one of them"),
    };
    faults.push(Reason::Invalid, path, message, help);
}

/// `validateConfigMapKeySelector`, `validateSecretKeySelector`.
fn check_key(kind: &str, name: &str, key: &str, path: &Path<'_>, faults: &mut Faults) {
    if let Some(fault) = faults.content(&path.field("name"), name, content::dns_subdomain(name))
        && name.is_empty()
    {
        fault.message = format!("no {kind} is named");
        fault.help = format!("name the {kind} that has the key");
    }
    let help = format!("name a key of the {kind}");
    if faults.present(&path.field("key"), key, &help) {
        faults.content(&path.field("key"), key, content::config_map_key(key));
    }
}

/// `validateFileKeySelector`.
fn check_file_key(selector: &FileKeySelector, path: &Path<'_>, faults: &mut Faults) {
    if faults.present(&path.field("key"), &selector.key, "name the variable of the file") {
        faults.content(&path.field("key"), &selector.key, content::env_var_name(&selector.key));
    }
    let volume = path.field("volumeName");
    if faults.present(&volume, &selector.volume_name, "name the `emptyDir` volume that holds the file") {
        faults.content(&volume, &selector.volume_name, content::dns_label(&selector.volume_name));
    }
    if faults.present(&path.field("path"), &selector.path, "write the path of the file within the volume") {
        faults.content(&path.field("path"), &selector.path, content::no_backsteps(&selector.path));
    }
}

/// `ValidateEnvFrom`. Where the source is missing or not the only one, the server names the list.
pub(super) fn check_from(sources: &[EnvFromSource], path: &Path<'_>, faults: &mut Faults) {
    for (index, source) in sources.iter().enumerate() {
        let place = path.index(index);
        if let Some(prefix) = source.prefix.as_deref().filter(|prefix| !prefix.is_empty()) {
            faults.content(&place.field("prefix"), prefix, content::env_var_name(prefix));
        }
        let config_map = source.config_map_ref.as_ref().map(|own| ("ConfigMap", "configMapRef", &own.name));
        let secret = source.secret_ref.as_ref().map(|own| ("Secret", "secretRef", &own.name));
        for (kind, field, name) in config_map.into_iter().chain(secret) {
            let reference = place.field(field);
            let path = reference.field("name");
            if faults.present(&path, name, &format!("name the {kind} whose keys become variables")) {
                // The server tests it as if it were the beginning of a name.
                faults.content(&path, name, metadata::subdomain_name(name, true));
            }
        }
        let (message, help) = match (config_map, secret) {
            (None, None) => ("an entry of `envFrom` names no source", "write `configMapRef` or `secretRef`"),
            (Some(_), Some(_)) => ("an entry of `envFrom` names two sources", "make two entries of it"),
            _ => continue,
        };
        let fault = faults.push(Reason::Invalid, path, message, help);
        fault.at(&place);
    }
}
