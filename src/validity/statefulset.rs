//! StatefulSet: Pods with a name and storage of their own.
//!
//! Source: `pkg/apis/apps/validation/validation.go`, defaults of `pkg/apis/apps/v1/defaults.go`.

use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy};
use k8s_openapi::api::core::v1::{PersistentVolumeClaimVolumeSource, PodTemplateSpec, Volume};

use super::controllers::{check_count, check_endless, check_selector};
use super::metadata::{self, Scope};
use super::{FieldError, FieldErrors, claim, content, pod};
use crate::yaml::{FieldPath, Path, Segment};

/// `ValidateStatefulSet`. The type cannot say whether a selector was written at all, so the caller does.
pub(super) fn check_stateful_set(object: &StatefulSet, selector_given: bool, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::label_name, &meta, errors);
    let empty = StatefulSetSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    check_pod_management(spec, &path, errors);
    check_update_strategy(spec.update_strategy.as_ref(), &path.field("updateStrategy"), errors);
    check_retention(spec, &path.field("persistentVolumeClaimRetentionPolicy"), errors);
    let templates = path.field("volumeClaimTemplates");
    for (index, template) in spec.volume_claim_templates.iter().flatten().enumerate() {
        let claim = template.spec.clone().unwrap_or_default();
        claim::check_spec(&claim, &templates.index(index).field("spec"), errors);
    }
    check_count(spec.replicas, &path.field("replicas"), errors);
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), errors);
    let start = spec.ordinals.as_ref().and_then(|ordinals| ordinals.start);
    check_count(start, &path.field("ordinals.start"), errors);
    if let Some(service) = spec.service_name.as_deref().filter(|name| !name.is_empty()) {
        errors.content(&path.field("serviceName"), service, content::dns_label(service));
    }
    check_selector(selector_given.then_some(&spec.selector), &spec.template, &path, errors);
    check_template(spec, &path.field("template"), errors);
}

fn check_pod_management(spec: &StatefulSetSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let policy = spec.pod_management_policy.as_deref().unwrap_or_default();
    if !matches!(policy, "" | "OrderedReady" | "Parallel") {
        let help = "write `OrderedReady` or `Parallel`";
        errors.invalid(&path.field("podManagementPolicy"), policy, "is not a way to manage Pods", help);
    }
}

/// `RollingUpdate` is the default. `maxUnavailable` is dropped: its feature gate is off in 1.36.
fn check_update_strategy(strategy: Option<&StatefulSetUpdateStrategy>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(strategy) = strategy else { return };
    let rolling = path.field("rollingUpdate");
    match (strategy.type_.as_deref().unwrap_or_default(), strategy.rolling_update.as_ref()) {
        ("" | "RollingUpdate", Some(update)) => check_count(update.partition, &rolling.field("partition"), errors),
        ("OnDelete", Some(_)) => {
            let help = "take `rollingUpdate` out, or write `type: RollingUpdate`";
            errors.invalid(&rolling, "rollingUpdate", "has no meaning with `OnDelete`", help);
        }
        ("" | "RollingUpdate" | "OnDelete", None) => {}
        (other, _) => {
            let help = "write `RollingUpdate` or `OnDelete`";
            errors.invalid(path, other, "is not a way to update", help).at(&path.field("type"));
        }
    }
}

/// `ValidatePersistentVolumeClaimRetentionPolicy`; `Retain` is the default.
fn check_retention(spec: &StatefulSetSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(policy) = spec.persistent_volume_claim_retention_policy.as_ref() else { return };
    for (field, value) in [("whenDeleted", &policy.when_deleted), ("whenScaled", &policy.when_scaled)] {
        let value = value.as_deref().unwrap_or_default();
        if !matches!(value, "" | "Retain" | "Delete") {
            errors.not_supported(&path.field(field), value, &["Retain", "Delete"]);
        }
    }
}

/// `ValidatePodTemplateSpecForStatefulSet`: the claims count as volumes, and what the controller overwrites is not
/// looked at.
fn check_template(spec: &StatefulSetSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let overwritten = spec.template.spec.as_ref().is_some_and(|pod| pod.subdomain.is_some() || pod.hostname.is_some());
    if overwritten || spec.volume_claim_templates.as_ref().is_some_and(|templates| !templates.is_empty()) {
        let (template, origins) = as_run(spec);
        let mut found = FieldErrors::default();
        pod::check_template(&template, path, &mut found);
        let volumes = path.field("spec.volumes").to_buf();
        for mut fault in found.into_vec() {
            locate(&mut fault, &volumes, &origins);
            errors.add(fault);
        }
    } else {
        pod::check_template(&spec.template, path, errors);
    }
    check_endless(&spec.template, "StatefulSet", path, errors);
}

/// The field that a volume of the completed template was written in.
#[derive(Clone, Copy)]
enum Origin {
    /// The name of this entry of `volumeClaimTemplates`.
    Claim(usize),
    /// This entry of the template's own `volumes`.
    Volume(usize),
}

/// The template as the controller will complete it, and where its volumes come from: the claims come first, and a
/// volume with the name of a claim gives way to it.
fn as_run(spec: &StatefulSetSpec) -> (PodTemplateSpec, Vec<Origin>) {
    let mut template = spec.template.clone();
    let pod = template.spec.get_or_insert_default();
    (pod.subdomain, pod.hostname) = (None, None);
    let mut volumes: Vec<Volume> = Vec::new();
    let mut origins = Vec::new();
    for (index, claim) in spec.volume_claim_templates.iter().flatten().enumerate() {
        let name = claim.metadata.name.clone().unwrap_or_default();
        if volumes.iter().all(|volume| volume.name != name) {
            volumes.push(as_volume(name));
            origins.push(Origin::Claim(index));
        }
    }
    let claims = volumes.len();
    for (index, volume) in pod.volumes.take().into_iter().flatten().enumerate() {
        if volumes[..claims].iter().all(|claim| claim.name != volume.name) {
            volumes.push(volume);
            origins.push(Origin::Volume(index));
        }
    }
    pod.volumes = Some(volumes);
    (template, origins)
}

fn as_volume(claim: String) -> Volume {
    let source = PersistentVolumeClaimVolumeSource { claim_name: claim.clone(), ..Default::default() };
    Volume { name: claim, persistent_volume_claim: Some(source), ..Volume::default() }
}

/// The server counts the volumes of the completed template; a person finds them where they were written.
fn locate(fault: &mut FieldError, volumes: &FieldPath, origins: &[Origin]) {
    let steps = fault.place.as_ref().unwrap_or(&fault.path).segments();
    let Some([Segment::Index(index), rest @ ..]) = steps.strip_prefix(volumes.segments()) else { return };
    let rest = FieldPath::new(rest.iter().cloned());
    fault.place = match origins.get(*index) {
        Some(&Origin::Claim(claim)) => {
            let list = Path::ROOT.field("spec.volumeClaimTemplates");
            Some(list.index(claim).field("metadata.name").to_buf())
        }
        Some(&Origin::Volume(volume)) => Some(volumes.clone().join(Segment::Index(volume)).extend(&rest)),
        None => None,
    };
}
