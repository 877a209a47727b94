//! Volumes of files that come from the API: ConfigMaps, Secrets, the downward API.

use k8s_openapi::api::core::v1::{ConfigMapVolumeSource, DownwardAPIVolumeSource, KeyToPath, SecretVolumeSource};

use super::super::downward;
use crate::validity::{Faults, content};
use crate::yaml::Path;

/// Permissions of a file.
pub(in crate::validity::pod) fn check_mode(mode: Option<i32>, path: &Path<'_>, faults: &mut Faults) {
    if let Some(mode) = mode.filter(|mode| !(0..=0o777).contains(mode)) {
        let digits = mode.to_string();
        // Without a zero in front, YAML takes the digits for a decimal number.
        let octal = i32::from_str_radix(&digits, 8).is_ok_and(|mode| (0..=0o777).contains(&mode));
        let help = if octal {
            format!("write `0{digits}`: with a zero in front the digits are octal")
        } else {
            "write permissions from 0 to 0777, such as `0644`, which is 420 in JSON".to_owned()
        };
        faults.invalid(path, digits, "is not the mode of a file", help);
    }
}

/// `validateSecretVolumeSource`.
pub(super) fn secret(source: &SecretVolumeSource, path: &Path<'_>, faults: &mut Faults) {
    let name = source.secret_name.as_deref().unwrap_or_default();
    faults.present(&path.field("secretName"), name, "name the Secret");
    check_mode(source.default_mode, &path.field("defaultMode"), faults);
    check_items(source.items.as_deref(), path, faults);
}

/// `validateConfigMapVolumeSource`.
pub(super) fn config_map(source: &ConfigMapVolumeSource, path: &Path<'_>, faults: &mut Faults) {
    faults.present(&path.field("name"), &source.name, "name the ConfigMap");
    check_mode(source.default_mode, &path.field("defaultMode"), faults);
    check_items(source.items.as_deref(), path, faults);
}

/// `validateDownwardAPIVolumeSource`.
pub(super) fn downward_api(source: &DownwardAPIVolumeSource, path: &Path<'_>, faults: &mut Faults) {
    check_mode(source.default_mode, &path.field("defaultMode"), faults);
    let list = path.field("items");
    for (index, file) in source.items.iter().flatten().enumerate() {
        downward::check_file(file, path, &list.index(index), faults);
    }
}

/// `items` of a ConfigMap or Secret.
pub(super) fn check_items(items: Option<&[KeyToPath]>, path: &Path<'_>, faults: &mut Faults) {
    let list = path.field("items");
    for (index, item) in items.unwrap_or_default().iter().enumerate() {
        check_item(item, &list.index(index), faults);
    }
}

/// `validateKeyToPath`.
fn check_item(item: &KeyToPath, path: &Path<'_>, faults: &mut Faults) {
    faults.present(&path.field("key"), &item.key, "name the key whose value becomes a file");
    faults.present(&path.field("path"), &item.path, "write the name of the file within the volume");
    faults.content(&path.field("path"), &item.path, content::non_reserved_path(&item.path));
    check_mode(item.mode, &path.field("mode"), faults);
}
