//! Job: Pods that run to their end.
//!
//! Source: `pkg/apis/batch/validation/validation.go`, defaults of `pkg/apis/batch/v1/defaults.go`, the labels that
//! `pkg/registry/batch/job/strategy.go` adds.

use std::collections::BTreeMap;

use k8s_openapi::api::batch::v1::{Job, JobSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::controllers::{check_count, check_taken_labels, mismatch};
use super::job_size::JobSize;
use super::metadata::{self, Scope};
use super::{FieldErrors, content, job_policy, pod, selector};
use crate::yaml::Path;

/// Pods of an Indexed Job that may run at once.
const MOST_PARALLEL: i32 = 100_000;
/// From so many completions on, a Job with `backoffLimitPerIndex` is held to [`MOST_PARALLEL_LARGE`].
const LARGE: i32 = 100_000;
const MOST_PARALLEL_LARGE: i32 = 10_000;
const MOST_FAILED: i32 = 100_000;
const MANAGED_BY_LIMIT: usize = 63;
const UID_LABELS: [&str; 2] = ["controller-uid", "batch.kubernetes.io/controller-uid"];
const NAME_LABELS: [&str; 2] = ["job-name", "batch.kubernetes.io/job-name"];

/// `ValidateJob`.
pub(super) fn check_job(object: &Job, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    let empty = JobSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    let path = Path::ROOT.field("spec");
    let size = JobSize::with_defaults(spec);
    if spec.manual_selector == Some(true) {
        check_manual_selector(spec, &path, errors);
    } else {
        check_generated_selector(object, spec, &path, errors);
    }
    check_spec(spec, size, &path, errors);
    if let Some(labels) = template_labels(spec) {
        check_taken_labels(&object.metadata, labels, errors);
    }
    let name = metadata::name_to_be(&object.metadata).unwrap_or_default();
    if let (Some("Indexed"), Some(completions @ 1..)) = (spec.completion_mode.as_deref(), size.completions) {
        let host = format!("{name}-{}", completions - 1);
        if let Some(error) = content::dns_label(&host) {
            let why = format!("makes the host name `{host}` of the last Pod, which {}", error.why);
            errors.invalid(&meta.field("name"), name, why, error.help);
        }
    }
}

/// The author's own selector has to select the template's Pods. `ValidateJobSpec`.
fn check_manual_selector(spec: &JobSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let none = BTreeMap::new();
    let labels = template_labels(spec).unwrap_or(&none);
    let Some(own) = spec.selector.as_ref() else {
        errors.required(&path.field("selector"), "write a selector, or take `manualSelector: true` out");
        return mismatch(labels, path, errors);
    };
    let before = errors.len();
    selector::check(own, &path.field("selector"), errors);
    if errors.len() == before && !selector::matches(own, labels) {
        mismatch(labels, path, errors);
    }
}

/// The server makes the selector and labels the template; what the author wrote may not contradict it.
/// `generateSelector`, `validateGeneratedSelector`.
fn check_generated_selector(object: &Job, spec: &JobSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let labels = path.field("template.metadata.labels");
    let name = object.metadata.name.as_deref().unwrap_or_default();
    let written = template_labels(spec);
    let value = |key| written.and_then(|labels| labels.get(key));
    // Only a server knows the uid: it says so in the objects that it returns.
    let uid = object.metadata.uid.as_deref().filter(|uid| !uid.is_empty());
    for key in UID_LABELS {
        if let Some(value) = value(key).filter(|value| uid != Some(value.as_str())) {
            let help = format!("take the label `{key}` out; the server sets it");
            errors.invalid(&labels.key(key), value, "is not the Job's own uid, which the server makes up", help);
        }
    }
    for key in NAME_LABELS {
        if let Some(value) = value(key).filter(|value| *value != name) {
            let help = format!("take the label `{key}` out; the server sets it");
            errors.invalid(&labels.key(key), value, format!("is not the Job's name `{name}`"), help);
        }
    }
    if NAME_LABELS.iter().any(|&key| value(key).is_none()) {
        check_name_as_label(object, name, written.is_some(), path, errors);
    }
    if let Some(own) = spec.selector.as_ref() {
        check_own_selector(own, spec, (name, uid), path, errors);
    }
}

/// The Job's name becomes a label of its Pods, and of the Job itself where the Job takes over the template's labels.
fn check_name_as_label(object: &Job, name: &str, labelled: bool, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(error) = content::label_value(name) else { return };
    let why = format!("becomes the label `job-name` of the Pods and {}", error.why);
    let meta = Path::ROOT.field("metadata");
    let place = meta.field("name");
    errors.invalid(&path.field("template.labels"), name, &why, error.help.clone()).at(&place);
    if labelled && object.metadata.labels.as_ref().is_none_or(BTreeMap::is_empty) {
        errors.invalid(&meta.field("labels"), name, &why, error.help).at(&place);
    }
}

/// A selector beside the generated one has to select what the server labels anyway, and the template's Pods.
fn check_own_selector(
    own: &LabelSelector,
    spec: &JobSpec,
    (name, uid): (&str, Option<&str>),
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    let at = path.field("selector");
    let before = errors.len();
    selector::check(own, &at, errors);
    if errors.len() > before {
        return;
    }
    // No author can know the uid; nothing that a person writes is equal to it.
    let names = NAME_LABELS.map(|key| (key.to_owned(), name.to_owned()));
    let uids = UID_LABELS.map(|key| (key.to_owned(), uid.unwrap_or("\0").to_owned()));
    let generated: BTreeMap<String, String> = names.into_iter().chain(uids).collect();
    if !selector::matches(own, &generated) {
        let help = "take `selector` out, or write `manualSelector: true`";
        errors.invalid(&at, "selector", "is not the one the server makes for a Job", help);
    }
    let mut labels = generated;
    labels.extend(template_labels(spec).into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())));
    if !selector::matches(own, &labels) {
        mismatch(&labels, path, errors);
    }
}

fn template_labels(spec: &JobSpec) -> Option<&BTreeMap<String, String>> {
    spec.template.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref())
}

/// `validateJobSpec`: what a Job and the template of a CronJob have in common.
pub(super) fn check_spec(spec: &JobSpec, size: JobSize, path: &Path<'_>, errors: &mut FieldErrors) {
    check_count(size.parallelism, &path.field("parallelism"), errors);
    check_count(size.completions, &path.field("completions"), errors);
    let deadline = spec.active_deadline_seconds.unwrap_or_default();
    errors.content(&path.field("activeDeadlineSeconds"), deadline, content::not_negative(deadline));
    check_count(spec.backoff_limit, &path.field("backoffLimit"), errors);
    check_count(spec.ttl_seconds_after_finished, &path.field("ttlSecondsAfterFinished"), errors);
    check_count(spec.backoff_limit_per_index, &path.field("backoffLimitPerIndex"), errors);
    check_count(spec.max_failed_indexes, &path.field("maxFailedIndexes"), errors);
    if spec.max_failed_indexes.is_some() && spec.backoff_limit_per_index.is_none() {
        let help = "say how often an index may fail, such as `backoffLimitPerIndex: 1`, when `maxFailedIndexes` is set";
        errors.required(&path.field("backoffLimitPerIndex"), help);
    }
    check_managed_by(spec, &path.field("managedBy"), errors);
    check_completion_mode(spec, size, path, errors);
    job_policy::check(spec, size, path, errors);
    pod::check_template(&spec.template, &path.field("template"), errors);
    check_restart_policy(spec, &path.field("template.spec.restartPolicy"), errors);
}

fn check_managed_by(spec: &JobSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(manager) = spec.managed_by.as_deref() else { return };
    if manager.is_empty() {
        errors.required(path, "write a domain and a path, such as `example.com/controller`, or take `managedBy` out");
    } else {
        errors.content(path, manager, content::domain_prefixed_path(manager));
    }
    if manager.len() > MANAGED_BY_LIMIT {
        errors.too_long(path, MANAGED_BY_LIMIT);
    }
}

fn check_completion_mode(spec: &JobSpec, size: JobSize, path: &Path<'_>, errors: &mut FieldErrors) {
    match spec.completion_mode.as_deref() {
        None | Some("NonIndexed") => {
            let fields =
                [("backoffLimitPerIndex", spec.backoff_limit_per_index), ("maxFailedIndexes", spec.max_failed_indexes)];
            for (field, value) in fields {
                if let Some(value) = value {
                    let why = "has a meaning only where each Pod has an index";
                    errors.invalid(&path.field(field), value, why, "write `completionMode: Indexed`");
                }
            }
        }
        Some("Indexed") => check_indexed(spec, size, path, errors),
        Some(other) => {
            errors.not_supported(&path.field("completionMode"), other, &["NonIndexed", "Indexed"]);
        }
    }
}

/// The limits of an Indexed Job.
fn check_indexed(spec: &JobSpec, size: JobSize, path: &Path<'_>, errors: &mut FieldErrors) {
    let (parallelism, failed) = (path.field("parallelism"), path.field("maxFailedIndexes"));
    if size.completions.is_none() {
        errors.required(&path.field("completions"), "say how many indexes there are, such as `completions: 5`");
    }
    let completions = size.completions.unwrap_or(i32::MAX);
    check_most(size.parallelism, MOST_PARALLEL, "in an Indexed Job", &parallelism, errors);
    check_most(spec.max_failed_indexes, completions, "as there are `completions`", &failed, errors);
    check_most(spec.max_failed_indexes, MOST_FAILED, "in any Job", &failed, errors);
    if size.completions.is_none_or(|completions| completions <= LARGE) || spec.backoff_limit_per_index.is_none() {
        return;
    }
    let reason = "with more than 100000 completions and `backoffLimitPerIndex`";
    if spec.max_failed_indexes.is_none() {
        errors.required(&failed, format!("say how many indexes may fail, at most {MOST_PARALLEL_LARGE}, {reason}"));
    }
    check_most(size.parallelism, MOST_PARALLEL_LARGE, reason, &parallelism, errors);
    check_most(spec.max_failed_indexes, MOST_PARALLEL_LARGE, reason, &failed, errors);
}

fn check_most(value: Option<i32>, most: i32, reason: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(value) = value.filter(|&value| value > most) {
        errors.invalid(path, value, format!("is more than {most}"), format!("use at most {most} {reason}"));
    }
}

/// The Pods of a Job end, so that `Always`, the default, makes no sense.
fn check_restart_policy(spec: &JobSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let policy = spec.template.spec.as_ref().and_then(|pod| pod.restart_policy.as_deref()).unwrap_or_default();
    match policy {
        "" | "Always" => {
            let help = "write `restartPolicy: OnFailure` to try again in the same Pod, or `Never` to make a new one";
            let fault = errors.required(path, help);
            if policy == "Always" {
                "`Always` would restart the containers of a Job for ever".clone_into(&mut fault.message);
            }
        }
        "OnFailure" if spec.pod_failure_policy.is_some() => {
            let why = "does not go together with `podFailurePolicy`";
            errors.invalid(path, policy, why, "write `restartPolicy: Never`");
        }
        "OnFailure" | "Never" => {}
        other => {
            errors.not_supported(path, other, &["OnFailure", "Never"]);
        }
    }
}
