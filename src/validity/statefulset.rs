//! StatefulSet: Pods with a name and storage of their own.
//!
//! Source: `pkg/apis/apps/validation/validation.go`, defaults of `pkg/apis/apps/v1/defaults.go`.

use k8s_openapi::api::apps::v1::{StatefulSet, StatefulSetSpec, StatefulSetUpdateStrategy};

use super::controllers::{check_count, check_endless, check_selector};
use super::metadata::{self, Scope};
use super::{Faults, claim, content};
use crate::yaml::Path;

/// `ValidateStatefulSet`. The type cannot say whether a selector was written at all, so the caller does.
pub(super) fn check_stateful_set(object: &StatefulSet, selector_given: bool, faults: &mut Faults) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::label_name, &meta, faults);
    let empty = StatefulSetSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    check_pod_management(spec, &path, faults);
    check_update_strategy(spec.update_strategy.as_ref(), &path.field("updateStrategy"), faults);
    check_retention(spec, &path.field("persistentVolumeClaimRetentionPolicy"), faults);
    let templates = path.field("volumeClaimTemplates");
    for (index, template) in spec.volume_claim_templates.iter().flatten().enumerate() {
        let claim = template.spec.clone().unwrap_or_default();
        claim::check_spec(&claim, &templates.index(index).field("spec"), faults);
    }
    check_count(spec.replicas, &path.field("replicas"), faults);
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), faults);
    let start = spec.ordinals.as_ref().and_then(|ordinals| ordinals.start);
    check_count(start, &path.field("ordinals.start"), faults);
    if let Some(service) = spec.service_name.as_deref().filter(|name| !name.is_empty()) {
        faults.content(&path.field("serviceName"), service, content::dns_label(service));
    }
    check_selector(selector_given.then_some(&spec.selector), &spec.template, &path, faults);
    check_endless(&spec.template, "StatefulSet", &path.field("template"), faults);
}

fn check_pod_management(spec: &StatefulSetSpec, path: &Path<'_>, faults: &mut Faults) {
    let policy = spec.pod_management_policy.as_deref().unwrap_or_default();
    if !matches!(policy, "" | "OrderedReady" | "Parallel") {
        let help = "write `OrderedReady` or `Parallel`";
        faults.invalid(&path.field("podManagementPolicy"), policy, "is not a way to manage Pods", help);
    }
}

/// `RollingUpdate` is the default. `maxUnavailable` is dropped: its feature gate is off in 1.36.
fn check_update_strategy(strategy: Option<&StatefulSetUpdateStrategy>, path: &Path<'_>, faults: &mut Faults) {
    let Some(strategy) = strategy else { return };
    let rolling = path.field("rollingUpdate");
    match (strategy.type_.as_deref().unwrap_or_default(), strategy.rolling_update.as_ref()) {
        ("" | "RollingUpdate", Some(update)) => check_count(update.partition, &rolling.field("partition"), faults),
        ("OnDelete", Some(_)) => {
            let help = "take `rollingUpdate` out, or write `type: RollingUpdate`";
            faults.invalid(&rolling, "rollingUpdate", "has no meaning with `OnDelete`", help);
        }
        ("" | "RollingUpdate" | "OnDelete", None) => {}
        (other, _) => {
            let help = "write `RollingUpdate` or `OnDelete`";
            faults.invalid(path, other, "is not a way to update", help).at(&path.field("type"));
        }
    }
}

/// `ValidatePersistentVolumeClaimRetentionPolicy`; `Retain` is the default.
fn check_retention(spec: &StatefulSetSpec, path: &Path<'_>, faults: &mut Faults) {
    let Some(policy) = spec.persistent_volume_claim_retention_policy.as_ref() else { return };
    for (field, value) in [("whenDeleted", &policy.when_deleted), ("whenScaled", &policy.when_scaled)] {
        let value = value.as_deref().unwrap_or_default();
        if !matches!(value, "" | "Retain" | "Delete") {
            faults.not_supported(&path.field(field), value, &["Retain", "Delete"]);
        }
    }
}
