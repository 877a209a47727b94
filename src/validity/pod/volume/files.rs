//! Volumes of files that come from the API: ConfigMaps, Secrets, the downward API.

use k8s_openapi::api::core::v1::{ConfigMapVolumeSource, DownwardAPIVolumeSource, KeyToPath, SecretVolumeSource};

use super::super::downward;
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

/// Permissions of a file.
pub(in crate::validity::pod) fn check_mode(mode: Option<i32>, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(mode) = mode.filter(|mode| !(0..=0o777).contains(mode)) {
        let digits = mode.to_string();
        // Without a zero in front, YAML takes the digits for a decimal number.
        let octal = i32::from_str_radix(&digits, 8).is_ok_and(|mode| (0..=0o777).contains(&mode));
        let help = if octal {
            format!("write `0{digits}`: with a zero in front the digits are octal")
        } else {
            "write permissions from 0 to 0777, such as `0644`, which is 420 in JSON".to_owned()
        };
        errors.invalid(path, digits, "is not the mode of a file", help);
    }
}

/// `validateSecretVolumeSource`.
pub(super) fn secret(source: &SecretVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let name = source.secret_name.as_deref().unwrap_or_default();
    errors.present(&path.field("secretName"), name, "name the Secret");
    check_mode(source.default_mode, &path.field("defaultMode"), errors);
    check_items(source.items.as_deref(), path, errors);
}

/// `validateConfigMapVolumeSource`.
pub(super) fn config_map(source: &ConfigMapVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("name"), &source.name, "name the ConfigMap");
    check_mode(source.default_mode, &path.field("defaultMode"), errors);
    check_items(source.items.as_deref(), path, errors);
}

/// `validateDownwardAPIVolumeSource`.
pub(super) fn downward_api(source: &DownwardAPIVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    check_mode(source.default_mode, &path.field("defaultMode"), errors);
    let list = path.field("items");
    for (index, file) in source.items.iter().flatten().enumerate() {
        downward::check_file(file, path, &list.index(index), errors);
    }
}

/// `items` of a ConfigMap or Secret.
pub(super) fn check_items(items: Option<&[KeyToPath]>, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("items");
    for (index, item) in items.unwrap_or_default().iter().enumerate() {
        check_item(item, &list.index(index), errors);
    }
}

/// `validateKeyToPath`.
fn check_item(item: &KeyToPath, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("key"), &item.key, "name the key whose value becomes a file");
    errors.present(&path.field("path"), &item.path, "write the name of the file within the volume");
    errors.content(&path.field("path"), &item.path, content::non_reserved_path(&item.path));
    check_mode(item.mode, &path.field("mode"), errors);
}
