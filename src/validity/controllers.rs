//! Controllers that keep Pods running: Deployment, ReplicaSet, ReplicationController, DaemonSet.
//!
//! Source: `pkg/apis/apps/validation/validation.go`, `pkg/apis/core/validation/validation.go`, defaults of
//! `pkg/apis/apps/v1/defaults.go`.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::{
    ControllerRevision, DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, Deployment, DeploymentSpec,
    DeploymentStrategy, ReplicaSet, ReplicaSetSpec,
};
use k8s_openapi::api::core::v1::{PodTemplate, PodTemplateSpec, ReplicationController, ReplicationControllerSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::metadata::{self, Scope};
use super::{FieldErrors, Reason, content, pod, rollout, selector};
use crate::yaml::Path;

/// `ValidateDeployment`. The type cannot say whether a selector was written at all, so the caller does.
pub(super) fn check_deployment(object: &Deployment, selector_given: bool, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let empty = DeploymentSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    check_count(spec.replicas, &path.field("replicas"), errors);
    check_selector(selector_given.then_some(&spec.selector), &spec.template, &path, errors);
    check_template(Some(&spec.template), "Deployment", &path.field("template"), errors);
    let strategy = spec.strategy.clone().unwrap_or_default();
    check_deployment_strategy(&strategy, &path.field("strategy"), errors);
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), errors);
    check_count(spec.revision_history_limit, &path.field("revisionHistoryLimit"), errors);
    check_progress_deadline(spec, &path.field("progressDeadlineSeconds"), errors);
}

/// The deadline has to leave time for a Pod to be ready; 600 seconds where none is given.
fn check_progress_deadline(spec: &DeploymentSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let deadline = spec.progress_deadline_seconds.unwrap_or(600);
    let ready = spec.min_ready_seconds.unwrap_or_default();
    check_count(Some(deadline), path, errors);
    if deadline <= ready {
        let why = format!("is not more than `minReadySeconds`, which is {ready}");
        errors.invalid(path, deadline, why, format!("use more than {ready}"));
    }
}

/// `ValidateDeploymentStrategy`; `RollingUpdate` with 25% each way is the default.
fn check_deployment_strategy(strategy: &DeploymentStrategy, path: &Path<'_>, errors: &mut FieldErrors) {
    match strategy.type_.as_deref().unwrap_or_default() {
        "Recreate" => {
            if strategy.rolling_update.is_some() {
                let help = "take `rollingUpdate` out, or write `type: RollingUpdate`";
                errors.forbidden(&path.field("rollingUpdate"), "`Recreate` does not roll", help);
            }
        }
        "" | "RollingUpdate" => {
            let quarter = IntOrString::String("25%".to_owned());
            let update = strategy.rolling_update.as_ref();
            let unavailable = update.and_then(|update| update.max_unavailable.as_ref()).unwrap_or(&quarter);
            let surge = update.and_then(|update| update.max_surge.as_ref()).unwrap_or(&quarter);
            check_rolling_deployment(unavailable, surge, &path.field("rollingUpdate"), errors);
        }
        other => {
            errors.not_supported(path, other, &["Recreate", "RollingUpdate"]).at(&path.field("type"));
        }
    }
}

/// `ValidateRollingUpdateDeployment`.
fn check_rolling_deployment(unavailable: &IntOrString, surge: &IntOrString, path: &Path<'_>, errors: &mut FieldErrors) {
    let missing = path.field("maxUnavailable");
    rollout::check(unavailable, &missing, errors);
    rollout::check(surge, &path.field("maxSurge"), errors);
    if rollout::is_zero(unavailable) && rollout::is_zero(surge) {
        let help = "let one of `maxUnavailable` and `maxSurge` be more than 0";
        errors.invalid(&missing, rollout::Shown(unavailable), "with `maxSurge` 0 leaves no way to roll", help);
    }
    rollout::check_limit(unavailable, &missing, errors);
}

/// `ValidatePodTemplate`.
pub(super) fn check_pod_template(object: &PodTemplate, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let empty = PodTemplateSpec::default();
    let template = object.template.as_ref().unwrap_or(&empty);
    pod::check_template(template, &Path::ROOT.field("template"), errors);
}

/// `ValidateReplicaSet`; see [`check_deployment`] for the flag.
pub(super) fn check_replica_set(object: &ReplicaSet, selector_given: bool, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let path = Path::ROOT.field("spec");
    let empty = ReplicaSetSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    check_count(spec.replicas, &path.field("replicas"), errors);
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), errors);
    let nothing = PodTemplateSpec::default();
    let template = spec.template.as_ref().unwrap_or(&nothing);
    check_selector(selector_given.then_some(&spec.selector), template, &path, errors);
    check_template(Some(template), "ReplicaSet", &path.field("template"), errors);
}

/// `ValidateReplicationController`; the template's labels are the default selector, and one replica the default.
pub(super) fn check_replication_controller(object: &ReplicationController, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let empty = ReplicationControllerSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), errors);
    check_count(spec.replicas, &path.field("replicas"), errors);
    let none = BTreeMap::new();
    let labels = spec.template.as_ref().and_then(labels).unwrap_or(&none);
    let selector = spec.selector.as_ref().filter(|selector| !selector.is_empty()).unwrap_or(labels);
    if selector.is_empty() {
        errors.required(&path.field("selector"), "select the template's labels, such as `selector: {app: web}`");
    }
    if spec.template.is_some() && !selector.iter().all(|(key, value)| labels.get(key) == Some(value)) {
        mismatch(labels, &path, errors);
    }
    check_template(spec.template.as_ref(), "ReplicationController", &path.field("template"), errors);
    check_taken_labels(&object.metadata, labels, errors);
}

/// The labels of a template become those of an object that has none of its own. `SetDefaults_ReplicationController`,
/// `SetDefaults_Job`.
pub(super) fn check_taken_labels(meta: &ObjectMeta, of_template: &BTreeMap<String, String>, errors: &mut FieldErrors) {
    if meta.labels.as_ref().is_some_and(|labels| !labels.is_empty()) {
        return;
    }
    let (root, before) = (Path::ROOT.field("metadata"), errors.len());
    let path = root.field("labels");
    metadata::check_labels(Some(of_template), &path, errors);
    let spec = Path::ROOT.field("spec");
    errors.move_places(before, &path, &spec.field("template.metadata.labels"));
}

/// `ValidateDaemonSet`; see [`check_deployment`] for the flag.
pub(super) fn check_daemon_set(object: &DaemonSet, selector_given: bool, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    let empty = DaemonSetSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    check_selector(selector_given.then_some(&spec.selector), &spec.template, &path, errors);
    check_template(Some(&spec.template), "DaemonSet", &path.field("template"), errors);
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), errors);
    let strategy = spec.update_strategy.clone().unwrap_or_default();
    check_daemon_set_strategy(&strategy, &path.field("updateStrategy"), errors);
    check_count(spec.revision_history_limit, &path.field("revisionHistoryLimit"), errors);
}

/// `ValidateDaemonSetUpdateStrategy`; `RollingUpdate` with one Pod missing and none extra is the default.
fn check_daemon_set_strategy(strategy: &DaemonSetUpdateStrategy, path: &Path<'_>, errors: &mut FieldErrors) {
    match strategy.type_.as_deref().unwrap_or_default() {
        "OnDelete" => {}
        "" | "RollingUpdate" => {
            let update = strategy.rolling_update.as_ref();
            let unavailable = update.and_then(|update| update.max_unavailable.as_ref()).unwrap_or(&IntOrString::Int(1));
            let surge = update.and_then(|update| update.max_surge.as_ref()).unwrap_or(&IntOrString::Int(0));
            check_rolling_daemon_set(unavailable, surge, &path.field("rollingUpdate"), errors);
        }
        other => {
            errors.not_supported(path, other, &["RollingUpdate", "OnDelete"]).at(&path.field("type"));
        }
    }
}

/// `ValidateRollingUpdateDaemonSet`: one of the two is used, not both.
fn check_rolling_daemon_set(unavailable: &IntOrString, surge: &IntOrString, path: &Path<'_>, errors: &mut FieldErrors) {
    let (missing, extra) = (path.field("maxUnavailable"), path.field("maxSurge"));
    rollout::check(unavailable, &missing, errors);
    rollout::check(surge, &extra, errors);
    rollout::check_limit(unavailable, &missing, errors);
    rollout::check_limit(surge, &extra, errors);
    match (rollout::is_zero(unavailable), rollout::is_zero(surge)) {
        (true, true) => {
            let fault = errors.required(&missing, "let one of `maxUnavailable` and `maxSurge` be more than 0");
            "`maxUnavailable` is 0 and `maxSurge` is 0, which leaves no way to roll".clone_into(&mut fault.message);
        }
        (false, false) => {
            let why = "does not go together with a `maxUnavailable` that is not 0";
            errors.invalid(&extra, rollout::Shown(surge), why, "set `maxUnavailable: 0`, or take `maxSurge` out");
        }
        _ => {}
    }
}

/// `ValidateControllerRevisionCreate`.
pub(super) fn check_revision(object: &ControllerRevision, errors: &mut FieldErrors) {
    check_metadata(&object.metadata, errors);
    errors.content(&Path::ROOT.field("revision"), object.revision, content::not_negative(object.revision));
    if !object.data.as_ref().is_some_and(|data| data.0.is_object()) {
        errors.required(&Path::ROOT.field("data"), "add a mapping with the state of the controller");
    }
}

fn check_metadata(metadata: &ObjectMeta, errors: &mut FieldErrors) {
    metadata::check(metadata, Scope::Namespaced, metadata::subdomain_name, &Path::ROOT.field("metadata"), errors);
}

/// A number of things, if given, is not negative. `ValidateNonnegativeField`.
pub(super) fn check_count(count: Option<i32>, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(count) = count {
        errors.content(path, count, content::not_negative(i64::from(count)));
    }
}

/// A selector has to be there, to select something, and to select the template's Pods.
pub(super) fn check_selector(
    selector: Option<&LabelSelector>,
    template: &PodTemplateSpec,
    spec: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let path = spec.field("selector");
    let none = BTreeMap::new();
    let labels = labels(template).unwrap_or(&none);
    let Some(selector) = selector else {
        errors.required(&path, "select the template's labels, such as `selector: {matchLabels: {app: web}}`");
        return mismatch(labels, spec, errors);
    };
    let before = errors.len();
    selector::check(selector, &path, errors);
    if selector::is_empty(selector) {
        let help = "select the template's labels, such as `matchLabels: {app: web}`";
        errors.invalid(&path, "{}", "selects nothing in particular", help);
    } else if errors.len() == before && !selector::matches(selector, labels) {
        mismatch(labels, spec, errors);
    }
}

fn labels(template: &PodTemplateSpec) -> Option<&BTreeMap<String, String>> {
    template.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref())
}

/// The Pods made from the template would not be the controller's own.
pub(super) fn mismatch(labels: &BTreeMap<String, String>, spec: &Path<'_>, errors: &mut FieldErrors) {
    let help = format!("make the labels of the template match `{}`", spec.field("selector"));
    let at = spec.field("template.metadata.labels");
    if labels.is_empty() {
        errors.push(Reason::Invalid, &at, "the template has no labels for `selector` to select", help);
    } else {
        let written = labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",");
        errors.invalid(&at, written, "is not what `selector` selects", help);
    }
}

/// A template of Pods that are restarted for ever. `ValidatePodTemplateSpecForReplicaSet` and its like.
fn check_template(template: Option<&PodTemplateSpec>, kind: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(template) = template else {
        errors.required(path, "describe the Pods to run under `template`");
        return;
    };
    pod::check_template(template, path, errors);
    check_endless(template, kind, path, errors);
}

/// Pods of a controller have to be restarted whenever they end, and may not have a deadline.
pub(super) fn check_endless(template: &PodTemplateSpec, kind: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(pod) = template.spec.as_ref() else { return };
    let spec = path.field("spec");
    let restart = pod.restart_policy.as_deref().unwrap_or_default();
    if !matches!(restart, "" | "Always") {
        let fault = errors.not_supported(&spec.field("restartPolicy"), restart, &["Always"]);
        fault.help = format!("take `restartPolicy` out: Pods of a {kind} are always restarted; a Job's are not");
    }
    if pod.active_deadline_seconds.is_some() {
        let why = format!("Pods of a {kind} run until it is deleted");
        errors.forbidden(&spec.field("activeDeadlineSeconds"), why, "take `activeDeadlineSeconds` out, or use a Job");
    }
}
