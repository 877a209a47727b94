//! The downward API: fields of the Pod and resources of its containers, as variables and as files.

use k8s_openapi::api::core::v1::{DownwardAPIVolumeFile, ObjectFieldSelector, ResourceFieldSelector};

use super::file_mode;
use crate::validity::quantity::Quantity;
use crate::validity::{FieldErrors, Reason, content};
use crate::yaml::{Path, nearest};

/// The use of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// An environment variable.
    Env,
    /// A file of a volume.
    File,
}

const ENV_FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];
const FILE_FIELDS: [&str; 5] =
    ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];
/// The fields that `ConvertDownwardAPIFieldLabel` knows, which are more than any use takes.
const KNOWN_FIELDS: [&str; 15] = [
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.serviceAccountName",
    "spec.schedulerName",
    "status.phase",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
    "spec.host",
];
const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];
const CPU_DIVISORS: [&str; 2] = ["1m", "1"];
const SIZE_DIVISORS: [&str; 13] = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

impl Use {
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Env => &ENV_FIELDS,
            Self::File => &FILE_FIELDS,
        }
    }
}

/// `validateObjectFieldSelector`.
pub(super) fn check_field(selector: &ObjectFieldSelector, wanted: Use, path: &Path<'_>, errors: &mut FieldErrors) {
    let field = path.field("fieldPath");
    let help = format!("name a field of the Pod, such as `{}`", wanted.fields()[0]);
    if !errors.present(&field, &selector.field_path, &help) {
        return;
    }
    let version = selector.api_version.as_deref().filter(|version| !version.is_empty()).unwrap_or("v1");
    if version != "v1" {
        let why = format!("cannot be read in version `{version}`");
        let fault = errors.invalid(&field, &selector.field_path, why, "write `apiVersion: v1`, or take it out");
        fault.at(&path.field("apiVersion"));
        return;
    }
    let name = selector.field_path.as_str();
    match subscript(name) {
        Some(("metadata.annotations", key)) => {
            errors.content_at(path, &field, key, content::annotation_key(key));
        }
        Some(("metadata.labels", key)) => {
            errors.content_at(path, &field, key, content::qualified_name(key));
        }
        Some(_) => {
            let help = "write `metadata.labels['key']` or `metadata.annotations['key']`, or leave the `['…']` out";
            errors.invalid(&field, name, "has no keys", help);
        }
        None => check_plain_field(name, wanted, &field, errors),
    }
}

fn check_plain_field(name: &str, wanted: Use, path: &Path<'_>, errors: &mut FieldErrors) {
    let allowed = wanted.fields();
    if !KNOWN_FIELDS.contains(&name) {
        let list = allowed.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let help = match nearest(name, allowed.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? Allowed: {list}"),
            None => format!("write one of {list}"),
        };
        errors.invalid(path, name, "is not a field of the Pod that can be had here", help);
        return;
    }
    // Kept for old clients.
    let name = if name == "spec.host" { "spec.nodeName" } else { name };
    if allowed.contains(&name) {
        return;
    }
    let fault = errors.not_supported(path, name, allowed);
    match wanted {
        Use::Env if matches!(name, "metadata.labels" | "metadata.annotations") => {
            fault.message = format!("`{name}` are too many for one variable");
            fault.help = format!("name one of them, as in `{name}['key']`, or mount a `downwardAPI` volume");
        }
        Use::Env => fault.message = format!("`{name}` cannot be had in a variable"),
        Use::File => {
            fault.message = format!("`{name}` cannot be had in a file");
            if ENV_FIELDS.contains(&name) {
                fault.help = format!(
                    "set a variable from it: `env: [{{name: X, valueFrom: {{fieldRef: {{fieldPath: {name}}}}}}}]`"
                );
            }
        }
    }
}

/// `metadata.labels['key']` is a field and a key. `SplitMaybeSubscriptedPath`.
fn subscript(path: &str) -> Option<(&str, &str)> {
    path.strip_suffix("']")?.split_once("['").filter(|(field, _)| !field.is_empty())
}

/// `validateContainerResourceFieldSelector`.
pub(super) fn check_resource(selector: &ResourceFieldSelector, wanted: Use, path: &Path<'_>, errors: &mut FieldErrors) {
    let resource = selector.resource.as_str();
    let of_hugepages = resource.starts_with("requests.hugepages-") || resource.starts_with("limits.hugepages-");
    if wanted == Use::File && selector.container_name.as_ref().is_none_or(String::is_empty) {
        errors.required(&path.field("containerName"), "name the container whose resource is meant");
    } else if errors.present(&path.field("resource"), resource, "name a resource, such as `limits.memory`")
        && !of_hugepages
    {
        errors.supported(&path.field("resource"), resource, &RESOURCES);
    }
    check_divisor(selector, of_hugepages, path, errors);
}

/// `validateContainerResourceDivisor`.
fn check_divisor(selector: &ResourceFieldSelector, of_hugepages: bool, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(divisor) = selector.divisor.as_ref().and_then(|divisor| Quantity::parse(&divisor.0).ok()) else { return };
    let allowed: &[&str] = match selector.resource.as_str() {
        "limits.cpu" | "requests.cpu" => &CPU_DIVISORS,
        resource if of_hugepages || RESOURCES.contains(&resource) => &SIZE_DIVISORS,
        _ => return,
    };
    let text = divisor.text();
    if !divisor.is_zero() && !allowed.contains(&text.as_str()) {
        let list = allowed.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let why = format!("does not divide `{}`", selector.resource);
        errors.invalid(&path.field("divisor"), text, why, format!("write one of {list}"));
    }
}

/// `validateDownwardAPIVolumeFile`. The server names the volume, not the file; `place` is the file's.
pub(super) fn check_file(file: &DownwardAPIVolumeFile, path: &Path<'_>, place: &Path<'_>, errors: &mut FieldErrors) {
    let before = errors.len();
    errors.present(&path.field("path"), &file.path, "write the name of the file within the volume");
    errors.content(&path.field("path"), &file.path, content::non_reserved_path(&file.path));
    match (&file.field_ref, &file.resource_field_ref) {
        (Some(field), resource) => {
            check_field(field, Use::File, &path.field("fieldRef"), errors);
            if resource.is_some() {
                errors.push(
                    Reason::Invalid,
                    path,
                    "a file has `fieldRef` and `resourceFieldRef` at once",
                    "make two files of it",
                );
            }
        }
        (None, Some(resource)) => check_resource(resource, Use::File, &path.field("resourceFieldRef"), errors),
        (None, None) => {
            let fault = errors.required(path, "write `fieldRef` or `resourceFieldRef`");
            "a file of the downward API has no source".clone_into(&mut fault.message);
        }
    }
    file_mode::check(file.mode, &path.field("mode"), errors);
    errors.move_places(before, path, place);
}
