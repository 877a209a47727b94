//! Environment variables and where their values come from.

use k8s_openapi::api::core::v1::{EnvFromSource, EnvVar, FileKeySelector};

use super::downward::{self, Use};
use crate::validity::{FieldErrors, Reason, content, metadata};
use crate::yaml::Path;

/// `ValidateEnv`.
pub(super) fn check_all(variables: &[EnvVar], path: &Path<'_>, errors: &mut FieldErrors) {
    for (index, variable) in variables.iter().enumerate() {
        let path = path.index(index);
        let name = path.field("name");
        if errors.present(&name, &variable.name, "give the variable a name, such as `name: LOG_LEVEL`") {
            errors.content(&name, &variable.name, content::env_var_name(&variable.name));
        }
        check_source(variable, &path.field("valueFrom"), errors);
    }
}

/// `validateEnvVarValueFrom`.
fn check_source(variable: &EnvVar, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(source) = &variable.value_from else { return };
    let mut sources = 0;
    if let Some(field) = &source.field_ref {
        sources += 1;
        downward::check_field(field, Use::Env, &path.field("fieldRef"), errors);
    }
    if let Some(resource) = &source.resource_field_ref {
        sources += 1;
        downward::check_resource(resource, Use::Env, &path.field("resourceFieldRef"), errors);
    }
    if let Some(key) = &source.config_map_key_ref {
        sources += 1;
        check_key("ConfigMap", &key.name, &key.key, &path.field("configMapKeyRef"), errors);
    }
    if let Some(key) = &source.secret_key_ref {
        sources += 1;
        check_key("Secret", &key.name, &key.key, &path.field("secretKeyRef"), errors);
    }
    if let Some(key) = &source.file_key_ref {
        sources += 1;
        check_file_key(key, &path.field("fileKeyRef"), errors);
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
    errors.push(Reason::Invalid, path, message, help);
}

/// `validateConfigMapKeySelector`, `validateSecretKeySelector`.
fn check_key(kind: &str, name: &str, key: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(fault) = errors.content(&path.field("name"), name, content::dns_subdomain(name))
        && name.is_empty()
    {
        fault.message = format!("no {kind} is named");
        fault.help = format!("name the {kind} that has the key");
    }
    let help = format!("name a key of the {kind}");
    if errors.present(&path.field("key"), key, &help) {
        errors.content(&path.field("key"), key, content::config_map_key(key));
    }
}

/// `validateFileKeySelector`.
fn check_file_key(selector: &FileKeySelector, path: &Path<'_>, errors: &mut FieldErrors) {
    if errors.present(&path.field("key"), &selector.key, "name the variable of the file") {
        errors.content(&path.field("key"), &selector.key, content::env_var_name(&selector.key));
    }
    let volume = path.field("volumeName");
    if errors.present(&volume, &selector.volume_name, "name the `emptyDir` volume that holds the file") {
        errors.content(&volume, &selector.volume_name, content::dns_label(&selector.volume_name));
    }
    if errors.present(&path.field("path"), &selector.path, "write the path of the file within the volume") {
        errors.content(&path.field("path"), &selector.path, content::no_backsteps(&selector.path));
    }
}

/// `ValidateEnvFrom`. Where the source is missing or not the only one, the server names the list.
pub(super) fn check_from(sources: &[EnvFromSource], path: &Path<'_>, errors: &mut FieldErrors) {
    for (index, source) in sources.iter().enumerate() {
        let place = path.index(index);
        if let Some(prefix) = source.prefix.as_deref().filter(|prefix| !prefix.is_empty()) {
            errors.content(&place.field("prefix"), prefix, content::env_var_name(prefix));
        }
        let config_map = source.config_map_ref.as_ref().map(|own| ("ConfigMap", "configMapRef", &own.name));
        let secret = source.secret_ref.as_ref().map(|own| ("Secret", "secretRef", &own.name));
        for (kind, field, name) in config_map.into_iter().chain(secret) {
            let reference = place.field(field);
            let path = reference.field("name");
            if errors.present(&path, name, &format!("name the {kind} whose keys become variables")) {
                // The server tests it as if it were the beginning of a name.
                errors.content(&path, name, metadata::subdomain_name(name, true));
            }
        }
        let (message, help) = match (config_map, secret) {
            (None, None) => ("an entry of `envFrom` names no source", "write `configMapRef` or `secretRef`"),
            (Some(_), Some(_)) => ("an entry of `envFrom` names two sources", "make two entries of it"),
            _ => continue,
        };
        let fault = errors.push(Reason::Invalid, path, message, help);
        fault.at(&place);
    }
}
