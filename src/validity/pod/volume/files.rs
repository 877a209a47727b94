//! Volumes of files that come from the API: ConfigMaps, Secrets, the downward API.

use k8s_openapi::api::core::v1::{ConfigMapVolumeSource, DownwardAPIVolumeSource, KeyToPath, SecretVolumeSource};

use super::super::{downward, file_mode};
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

/// `validateSecretVolumeSource`.
pub(super) fn secret(source: &SecretVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let name = source.secret_name.as_deref().unwrap_or_default();
    errors.present(&path.field("secretName"), name, "name the Secret");
    file_mode::check(source.default_mode, &path.field("defaultMode"), errors);
    check_items(source.items.as_deref(), path, errors);
}

/// `validateConfigMapVolumeSource`.
pub(super) fn config_map(source: &ConfigMapVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("name"), &source.name, "name the ConfigMap");
    file_mode::check(source.default_mode, &path.field("defaultMode"), errors);
    check_items(source.items.as_deref(), path, errors);
}

/// `validateDownwardAPIVolumeSource`.
pub(super) fn downward_api(source: &DownwardAPIVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    file_mode::check(source.default_mode, &path.field("defaultMode"), errors);
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
    file_mode::check(item.mode, &path.field("mode"), errors);
}
