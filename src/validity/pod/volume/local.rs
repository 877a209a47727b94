//! Volumes of the node, of claims, of images and of drivers.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    CSIVolumeSource, FlexVolumeSource, GitRepoVolumeSource, HostPathVolumeSource, ImageVolumeSource,
    PersistentVolumeClaimVolumeSource, Volume,
};

use super::super::container::PULL_POLICIES;
use crate::validity::{FieldErrors, content};
use crate::yaml::Path;

const HOST_PATH_TYPES: [&str; 8] =
    ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

/// `validateHostPathVolumeSource`.
pub(in crate::validity) fn host_path(source: &HostPathVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    if !errors.present(&path.field("path"), &source.path, "write the path on the node, such as `/var/log`") {
        return;
    }
    errors.content(&path.field("path"), &source.path, content::no_backsteps(&source.path));
    if let Some(kind) = &source.type_ {
        errors.supported(&path.field("type"), kind, &HOST_PATH_TYPES);
    }
}

/// `validateGitRepoVolumeSource`.
pub(super) fn git_repo(source: &GitRepoVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("repository"), &source.repository, "write the URL of the repository");
    let directory = source.directory.as_deref().unwrap_or_default();
    errors.content(&path.field("directory"), directory, content::descending_path(directory));
}

/// `validatePersistentClaimVolumeSource`.
pub(super) fn claim(source: &PersistentVolumeClaimVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.present(&path.field("claimName"), &source.claim_name, "name the PersistentVolumeClaim");
}

/// `validateFlexVolumeSource`.
pub(super) fn flex(source: &FlexVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    flex_options(&source.driver, source.options.as_ref(), path, errors);
}

/// Driver and options, of Pods' and of persistent volumes.
pub(in crate::validity) fn flex_options(
    driver: &str,
    options: Option<&BTreeMap<String, String>>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    errors.present(&path.field("driver"), driver, "name the driver, such as `example.com/lvm`");
    let list = path.field("options");
    for key in options.into_iter().flatten().map(|(key, _)| key) {
        let domain = key.split('/').next().unwrap_or_default().to_lowercase();
        let ours = |own: &str| domain.strip_suffix(own).is_some_and(|front| front.is_empty() || front.ends_with('.'));
        if ours("kubernetes.io") || ours("k8s.io") {
            let why = "is in a domain that is kept for Kubernetes itself";
            errors.invalid(&list.key(key), key, why, "use a domain of your own");
        }
    }
}

/// `ValidateCSIDriverName`, of Pods' and of persistent volumes.
pub(in crate::validity) fn csi_driver(driver: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if !errors.present(path, driver, "name the CSI driver, such as `csi.example.com`") {
        return;
    }
    if driver.len() > 63 {
        errors.too_long(path, 63);
    }
    errors.content(path, driver, content::dns_subdomain(&driver.to_lowercase()));
}

/// `validateCSIVolumeSource`.
pub(super) fn csi(source: &CSIVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    csi_driver(&source.driver, &path.field("driver"), errors);
    let Some(secret) = &source.node_publish_secret_ref else { return };
    let place = path.field("nodePublishSecretRef.name");
    if errors.present(&place, &secret.name, "name the Secret") {
        // The server leaves the field out of the path.
        errors.content_at(&path.field("name"), &place, &secret.name, content::dns_subdomain(&secret.name));
    }
}

/// `validateImageVolumeSource`, less the reference.
pub(super) fn image(source: &ImageVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    errors.supported_or_empty(&path.field("pullPolicy"), source.pull_policy.as_deref(), &PULL_POLICIES);
}

/// In a template the image may come later. `validateImageVolumeSource`.
pub(super) fn image_reference(volume: &Volume, path: &Path<'_>, errors: &mut FieldErrors) {
    let reference = volume.image.as_ref().and_then(|image| image.reference.as_deref()).unwrap_or_default();
    errors.present(
        &path.field("image.reference"),
        reference,
        "name the image or artifact, such as `example.com/data:1`",
    );
}
