//! Ephemeral volumes: a template from which a claim is made for each Pod.

use k8s_openapi::api::core::v1::EphemeralVolumeSource;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::validity::{Faults, claim, metadata};
use crate::yaml::Path;

/// `validateEphemeralVolumeSource`, `ValidatePersistentVolumeClaimTemplate`.
pub(super) fn check(source: &EphemeralVolumeSource, path: &Path<'_>, faults: &mut Faults) {
    let path = path.field("volumeClaimTemplate");
    let Some(template) = &source.volume_claim_template else {
        faults.required(&path, "describe the claim, as under `spec` of a PersistentVolumeClaim");
        return;
    };
    if let Some(meta) = &template.metadata {
        check_metadata(meta, &path.field("metadata"), faults);
    }
    claim::check_spec(&template.spec, &path.field("spec"), faults);
}

/// Labels and annotations only; the server names the claim itself. `ValidateTemplateObjectMeta`.
fn check_metadata(meta: &ObjectMeta, path: &Path<'_>, faults: &mut Faults) {
    metadata::check_annotations(meta.annotations.as_ref(), &path.field("annotations"), faults);
    metadata::check_labels(meta.labels.as_ref(), &path.field("labels"), faults);
    let filled = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let fields = [
        ("name", filled(&meta.name)),
        ("generateName", filled(&meta.generate_name)),
        ("namespace", filled(&meta.namespace)),
        ("selfLink", filled(&meta.self_link)),
        ("uID", filled(&meta.uid)),
        ("resourceVersion", filled(&meta.resource_version)),
        ("generation", meta.generation.unwrap_or_default() != 0),
        ("creationTimestamp", meta.creation_timestamp.is_some()),
        ("deletionTimestamp", meta.deletion_timestamp.is_some()),
        ("deletionGracePeriodSeconds", meta.deletion_grace_period_seconds.is_some()),
        ("ownerReferences", meta.owner_references.is_some()),
        ("finalizers", meta.finalizers.is_some()),
        ("managedFields", meta.managed_fields.is_some()),
    ];
    for (field, _) in fields.into_iter().filter(|&(_, present)| present) {
        let why = "the template of a claim has labels and annotations only";
        let fault = faults.forbidden(&path.field(field), why, "take it out; the server names the claim");
        if field == "uID" {
            fault.at(&path.field("uid"));
        }
    }
}
