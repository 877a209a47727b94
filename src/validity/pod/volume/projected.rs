//! Volumes that bring several sources into one folder.

use std::collections::HashSet;

use k8s_openapi::api::core::v1::{ProjectedVolumeSource, ServiceAccountTokenProjection, VolumeProjection};

use super::super::{downward, file_mode};
use super::files::check_items;
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

/// `validateProjectedVolumeSource`, `validateProjectionSources`. Trust bundles and Pod certificates are dropped before:
/// the feature gates ClusterTrustBundleProjection and PodCertificateRequest are off.
pub(super) fn check(source: &ProjectedVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    file_mode::check(source.default_mode, &path.field("defaultMode"), errors);
    let list = path.field("sources");
    let mut names = HashSet::new();
    for (index, source) in source.sources.iter().flatten().enumerate() {
        check_source(source, &mut names, path, &list.index(index), errors);
    }
}

/// `path` is the volume's, `own` the source's.
fn check_source<'a>(
    source: &'a VolumeProjection,
    names: &mut HashSet<&'a str>,
    path: &Path<'_>,
    own: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let mut sources = 0;
    let secret = source.secret.as_ref().map(|own| ("secret", "Secret", &own.name, &own.items));
    let config_map = source.config_map.as_ref().map(|own| ("configMap", "ConfigMap", &own.name, &own.items));
    for (field, kind, name, items) in secret.into_iter().chain(config_map) {
        sources += 1;
        let own = own.field(field);
        errors.present(&own.field("name"), name, &format!("name the {kind}"));
        check_items(items.as_deref(), &own, errors);
        let list = own.field("items");
        for (index, item) in items.iter().flatten().enumerate() {
            note(&item.path, names, path, &list.index(index).field("path"), errors);
        }
    }
    if let Some(downward_api) = &source.downward_api {
        sources += 1;
        let own = own.field("downwardAPI");
        let list = own.field("items");
        for (index, file) in downward_api.items.iter().flatten().enumerate() {
            downward::check_file(file, &own, &list.index(index), errors);
            note(&file.path, names, path, &list.index(index).field("path"), errors);
        }
    }
    if let Some(token) = &source.service_account_token {
        sources += 1;
        check_token(token, path, &own.field("serviceAccountToken"), errors);
    }
    if sources > 1 {
        let why = "an entry of `sources` has one source only";
        errors.forbidden(own, why, "make an entry of each");
    }
}

/// Two files in one folder have two names. The server names the volume.
fn note<'a>(file: &'a str, names: &mut HashSet<&'a str>, path: &Path<'_>, place: &Path<'_>, errors: &mut FieldErrors) {
    if !file.is_empty() && !names.insert(file) {
        let help = "give each file of the volume a path of its own";
        errors.invalid(path, file, "is the path of another file of this volume", help).at(place);
    }
}

/// The server looks for the path in the volume, not in the source.
fn check_token(token: &ServiceAccountTokenProjection, path: &Path<'_>, own: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(seconds) = token.expiration_seconds {
        let why = match seconds {
            ..600 => "is less than 10 minutes",
            0x1_0000_0001.. => "is more than 2^32 seconds",
            _ => "",
        };
        if !why.is_empty() {
            errors.invalid(&own.field("expirationSeconds"), seconds, why, "write 600 seconds or more, such as 3600");
        }
    }
    let before = errors.len();
    if errors.present(&path.field("path"), &token.path, "write the name of the file, such as `token`") {
        errors.content(&path.field("path"), &token.path, content::non_reserved_path(&token.path));
    }
    errors.move_places(before, path, own);
}
