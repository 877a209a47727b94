//! Ephemeral volumes: a template from which a claim is made for each Pod.

use k8s_openapi::api::core::v1::EphemeralVolumeSource;

use crate::validity::{FieldErrors, claim, metadata};
use crate::yaml::Path;

/// `validateEphemeralVolumeSource`, `ValidatePersistentVolumeClaimTemplate`.
pub(super) fn check(source: &EphemeralVolumeSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let path = path.field("volumeClaimTemplate");
    let Some(template) = &source.volume_claim_template else {
        errors.required(&path, "describe the claim, as under `spec` of a PersistentVolumeClaim");
        return;
    };
    if let Some(meta) = &template.metadata {
        metadata::check_claim_template(meta, &path.field("metadata"), errors);
    }
    claim::check_spec(&template.spec, &path.field("spec"), errors);
}
