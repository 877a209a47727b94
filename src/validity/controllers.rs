//! Controllers that keep Pods running: Deployment, ReplicaSet, ReplicationController, DaemonSet.
//!
//! Source: `pkg/apis/apps/validation/validation.go`, `pkg/apis/core/validation/validation.go`, defaults of
//! `pkg/apis/apps/v1/defaults.go`.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::{
    DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy, Deployment, DeploymentSpec, DeploymentStrategy, ReplicaSet,
    ReplicaSetSpec,
};
use k8s_openapi::api::core::v1::{PodTemplate, PodTemplateSpec, ReplicationController, ReplicationControllerSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::metadata::{self, Scope};
use super::{Faults, Reason, content, pod, rollout, selector};
use crate::yaml::Path;

/// `ValidateDeployment`. The type cannot say whether a selector was written at all, so the caller does.
pub(super) fn check_deployment(object: &Deployment, selector_given: bool, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
    let empty = DeploymentSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    check_count(spec.replicas, &path.field("replicas"), faults);
    check_selector(selector_given.then_some(&spec.selector), &spec.template, &path, faults);
    check_template(Some(&spec.template), "Deployment", &path.field("template"), faults);
    let strategy = spec.strategy.clone().unwrap_or_default();
    check_deployment_strategy(&strategy, &path.field("strategy"), faults);
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), faults);
    check_count(spec.revision_history_limit, &path.field("revisionHistoryLimit"), faults);
    check_progress_deadline(spec, &path.field("progressDeadlineSeconds"), faults);
}

/// The deadline has to leave time for a Pod to be ready; 600 seconds where none is given.
fn check_progress_deadline(spec: &DeploymentSpec, path: &Path<'_>, faults: &mut Faults) {
    let deadline = spec.progress_deadline_seconds.unwrap_or(600);
    let ready = spec.min_ready_seconds.unwrap_or_default();
    check_count(Some(deadline), path, faults);
    if deadline <= ready {
        let why = format!("is not more than `minReadySeconds`, which is {ready}");
        faults.invalid(path, deadline, why, format!("use more than {ready}"));
    }
}

/// `ValidateDeploymentStrategy`; `RollingUpdate` with 25% each way is the default.
fn check_deployment_strategy(strategy: &DeploymentStrategy, path: &Path<'_>, faults: &mut Faults) {
    match strategy.type_.as_deref().unwrap_or_default() {
        "Recreate" => {
            if strategy.rolling_update.is_some() {
                let help = "take `rollingUpdate` out, or write `type: RollingUpdate`";
                faults.forbidden(&path.field("rollingUpdate"), "`Recreate` does not roll", help);
            }
        }
        "" | "RollingUpdate" => {
            let quarter = IntOrString::String("25%".to_owned());
            let update = strategy.rolling_update.as_ref();
            let unavailable = update.and_then(|update| update.max_unavailable.as_ref()).unwrap_or(&quarter);
            let surge = update.and_then(|update| update.max_surge.as_ref()).unwrap_or(&quarter);
            check_rolling_deployment(unavailable, surge, &path.field("rollingUpdate"), faults);
        }
        other => {
            faults.not_supported(path, other, &["Recreate", "RollingUpdate"]).at(&path.field("type"));
        }
    }
}

/// `ValidateRollingUpdateDeployment`.
fn check_rolling_deployment(unavailable: &IntOrString, surge: &IntOrString, path: &Path<'_>, faults: &mut Faults) {
    let missing = path.field("maxUnavailable");
    rollout::check(unavailable, &missing, faults);
    rollout::check(surge, &path.field("maxSurge"), faults);
    if rollout::is_zero(unavailable) && rollout::is_zero(surge) {
        let help = "let one of `maxUnavailable` and `maxSurge` be more than 0";
        faults.invalid(&missing, rollout::Shown(unavailable), "with `maxSurge` 0 leaves no way to roll", help);
    }
    rollout::check_limit(unavailable, &missing, faults);
}

/// `ValidatePodTemplate`.
pub(super) fn check_pod_template(object: &PodTemplate, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
    let empty = PodTemplateSpec::default();
    let template = object.template.as_ref().unwrap_or(&empty);
    pod::check_template(template, &Path::ROOT.field("template"), faults);
}

/// `ValidateReplicaSet`; see [`check_deployment`] for the flag.
pub(super) fn check_replica_set(object: &ReplicaSet, selector_given: bool, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
    let path = Path::ROOT.field("spec");
    let empty = ReplicaSetSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    check_count(spec.replicas, &path.field("replicas"), faults);
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), faults);
    let nothing = PodTemplateSpec::default();
    let template = spec.template.as_ref().unwrap_or(&nothing);
    check_selector(selector_given.then_some(&spec.selector), template, &path, faults);
    check_template(Some(template), "ReplicaSet", &path.field("template"), faults);
}

/// `ValidateReplicationController`; the template's labels are the default selector, and one replica the default.
pub(super) fn check_replication_controller(object: &ReplicationController, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
    let empty = ReplicationControllerSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), faults);
    check_count(spec.replicas, &path.field("replicas"), faults);
    let none = BTreeMap::new();
    let labels = spec.template.as_ref().and_then(labels).unwrap_or(&none);
    let selector = spec.selector.as_ref().filter(|selector| !selector.is_empty()).unwrap_or(labels);
    if selector.is_empty() {
        faults.required(&path.field("selector"), "select the template's labels, such as `selector: {app: web}`");
    }
    if spec.template.is_some() && !selector.iter().all(|(key, value)| labels.get(key) == Some(value)) {
        mismatch(labels, &path, faults);
    }
    check_template(spec.template.as_ref(), "ReplicationController", &path.field("template"), faults);
    check_taken_labels(&object.metadata, labels, faults);
}

/// The labels of a template become those of an object that has none of its own. `SetDefaults_ReplicationController`,
/// `SetDefaults_Job`.
pub(super) fn check_taken_labels(meta: &ObjectMeta, of_template: &BTreeMap<String, String>, faults: &mut Faults) {
    if meta.labels.as_ref().is_some_and(|labels| !labels.is_empty()) {
        return;
    }
    let (root, before) = (Path::ROOT.field("metadata"), faults.len());
    let path = root.field("labels");
    metadata::check_labels(Some(of_template), &path, faults);
    let spec = Path::ROOT.field("spec");
    faults.move_places(before, &path, &spec.field("template.metadata.labels"));
}

/// `ValidateDaemonSet`; see [`check_deployment`] for the flag.
pub(super) fn check_daemon_set(object: &DaemonSet, selector_given: bool, faults: &mut Faults) {
    check_metadata(&object.metadata, faults);
    let empty = DaemonSetSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    check_selector(selector_given.then_some(&spec.selector), &spec.template, &path, faults);
    check_template(Some(&spec.template), "DaemonSet", &path.field("template"), faults);
    check_count(spec.min_ready_seconds, &path.field("minReadySeconds"), faults);
    let strategy = spec.update_strategy.clone().unwrap_or_default();
    check_daemon_set_strategy(&strategy, &path.field("updateStrategy"), faults);
    check_count(spec.revision_history_limit, &path.field("revisionHistoryLimit"), faults);
}

/// `ValidateDaemonSetUpdateStrategy`; `RollingUpdate` with one Pod missing and none extra is the default.
fn check_daemon_set_strategy(strategy: &DaemonSetUpdateStrategy, path: &Path<'_>, faults: &mut Faults) {
    match strategy.type_.as_deref().unwrap_or_default() {
        "OnDelete" => {}
        "" | "RollingUpdate" => {
            let update = strategy.rolling_update.as_ref();
            let unavailable = update.and_then(|update| update.max_unavailable.as_ref()).unwrap_or(&IntOrString::Int(1));
            let surge = update.and_then(|update| update.max_surge.as_ref()).unwrap_or(&IntOrString::Int(0));
            check_rolling_daemon_set(unavailable, surge, &path.field("rollingUpdate"), faults);
        }
        other => {
            faults.not_supported(path, other, &["RollingUpdate", "OnDelete"]).at(&path.field("type"));
        }
    }
}

/// `ValidateRollingUpdateDaemonSet`: one of the two is used, not both.
fn check_rolling_daemon_set(unavailable: &IntOrString, surge: &IntOrString, path: &Path<'_>, faults: &mut Faults) {
    let (missing, extra) = (path.field("maxUnavailable"), path.field("maxSurge"));
    rollout::check(unavailable, &missing, faults);
    rollout::check(surge, &extra, faults);
    rollout::check_limit(unavailable, &missing, faults);
    rollout::check_limit(surge, &extra, faults);
    match (rollout::is_zero(unavailable), rollout::is_zero(surge)) {
        (true, true) => {
            let fault = faults.required(&missing, "let one of `maxUnavailable` and `maxSurge` be more than 0");
            "`maxUnavailable` is 0 and `maxSurge` is 0, which leaves no way to roll".clone_into(&mut fault.message);
        }
        (false, false) => {
            let why = "does not go together with a `maxUnavailable` that is not 0";
            faults.invalid(&extra, rollout::Shown(surge), why, "set `maxUnavailable: 0`, or take `maxSurge` out");
        }
        _ => {}
    }
}

fn check_metadata(metadata: &ObjectMeta, faults: &mut Faults) {
    metadata::check(metadata, Scope::Namespaced, metadata::subdomain_name, &Path::ROOT.field("metadata"), faults);
}

/// A number of things, if given, is not negative. `ValidateNonnegativeField`.
pub(super) fn check_count(count: Option<i32>, path: &Path<'_>, faults: &mut Faults) {
    if let Some(count) = count {
        faults.content(path, count, content::not_negative(i64::from(count)));
    }
}

/// A selector has to be there, to select something, and to select the template's Pods.
pub(super) fn check_selector(
    selector: Option<&LabelSelector>,
    template: &PodTemplateSpec,
    spec: &Path<'_>,
    faults: &mut Faults,
) {
    let path = spec.field("selector");
    let none = BTreeMap::new();
    let labels = labels(template).unwrap_or(&none);
    let Some(selector) = selector else {
        faults.required(&path, "select the template's labels, such as `selector: {matchLabels: {app: web}}`");
        return mismatch(labels, spec, faults);
    };
    let before = faults.len();
    selector::check(selector, &path, faults);
    if selector::is_empty(selector) {
        let help = "select the template's labels, such as `matchLabels: {app: web}`";
        faults.invalid(&path, "{}", "selects nothing in particular", help);
    } else if faults.len() == before && !selector::matches(selector, labels) {
        mismatch(labels, spec, faults);
    }
}

fn labels(template: &PodTemplateSpec) -> Option<&BTreeMap<String, String>> {
    template.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref())
}

/// The Pods made from the template would not be the controller's own.
pub(super) fn mismatch(labels: &BTreeMap<String, String>, spec: &Path<'_>, faults: &mut Faults) {
    let help = format!("make the labels of the template match `{}`", spec.field("selector"));
    let at = spec.field("template.metadata.labels");
    if labels.is_empty() {
        faults.push(Reason::Invalid, &at, "the template has no labels for `selector` to select", help);
    } else {
        let written = labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",");
        faults.invalid(&at, written, "is not what `selector` selects", help);
    }
}

/// A template of Pods that are restarted for ever. `ValidatePodTemplateSpecForReplicaSet` and its like.
fn check_template(template: Option<&PodTemplateSpec>, kind: &str, path: &Path<'_>, faults: &mut Faults) {
    let Some(template) = template else {
        faults.required(path, "describe the Pods to run under `template`");
        return;
    };
    pod::check_template(template, path, faults);
    check_endless(template, kind, path, faults);
}

/// Pods of a controller have to be restarted whenever they end, and may not have a deadline.
pub(super) fn check_endless(template: &PodTemplateSpec, kind: &str, path: &Path<'_>, faults: &mut Faults) {
    let Some(pod) = template.spec.as_ref() else { return };
    let spec = path.field("spec");
    let restart = pod.restart_policy.as_deref().unwrap_or_default();
    if !matches!(restart, "" | "Always") {
        let fault = faults.not_supported(&spec.field("restartPolicy"), restart, &["Always"]);
        fault.help = format!("take `restartPolicy` out: Pods of a {kind} are always restarted; a Job's are not");
    }
    if pod.active_deadline_seconds.is_some() {
        let why = format!("Pods of a {kind} run until it is deleted");
        faults.forbidden(&spec.field("activeDeadlineSeconds"), why, "take `activeDeadlineSeconds` out, or use a Job");
    }
}
