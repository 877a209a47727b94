//! CronJob itself.
//!
//! Source: `pkg/apis/batch/validation/validation.go`, defaults of `pkg/apis/batch/v1/defaults.go`.

use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, JobSpec};

use super::{schedule, zone};
use crate::validity::controllers::check_count;
use crate::validity::job;
use crate::validity::job_size::JobSize;
use crate::validity::metadata::{self, Scope};
use crate::validity::{FieldErrors, content};
use crate::yaml::{Path, nearest};

/// Bytes of a CronJob's name: the controller adds eleven of its own to make the name of a Job.
const NAME_LIMIT: usize = 52;

/// `ValidateCronJobCreate`.
pub(in crate::validity) fn check_cron_job(object: &CronJob, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    check_spec(&object.spec, &Path::ROOT.field("spec"), errors);
    let name = object.metadata.name.as_deref().unwrap_or_default();
    if name.len() > NAME_LIMIT {
        let why = format!("is {} bytes long", name.len());
        let help = format!("use at most {NAME_LIMIT} bytes, since the names of the Jobs are longer by eleven");
        errors.invalid(&meta.field("name"), name, why, help);
    }
}

/// `validateCronJobSpec`.
fn check_spec(spec: &CronJobSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    check_schedule(&spec.schedule, &path.field("schedule"), errors);
    let deadline = spec.starting_deadline_seconds.unwrap_or_default();
    errors.content(&path.field("startingDeadlineSeconds"), deadline, content::not_negative(deadline));
    if let Some(zone) = spec.time_zone.as_deref() {
        check_time_zone(zone, &path.field("timeZone"), errors);
    }
    let policy = spec.concurrency_policy.as_deref().unwrap_or_default();
    if !matches!(policy, "" | "Allow" | "Forbid" | "Replace") {
        errors.not_supported(&path.field("concurrencyPolicy"), policy, &["Allow", "Forbid", "Replace"]);
    }
    let empty = JobSpec::default();
    let template = spec.job_template.spec.as_ref().unwrap_or(&empty);
    check_job_template(template, &path.field("jobTemplate.spec"), errors);
    check_count(spec.successful_jobs_history_limit, &path.field("successfulJobsHistoryLimit"), errors);
    check_count(spec.failed_jobs_history_limit, &path.field("failedJobsHistoryLimit"), errors);
}

/// `ValidateJobTemplateSpec`: the controller makes the selector. Defaults of a Job are not applied here.
fn check_job_template(spec: &JobSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    job::check_spec(spec, JobSize::written(spec), path, errors);
    if spec.selector.is_some() {
        let help = "take `selector` out; the server makes it for each Job";
        errors.invalid(&path.field("selector"), "selector", "is not for a CronJob to say", help);
    }
    if spec.manual_selector == Some(true) {
        let fault = errors.not_supported(&path.field("manualSelector"), true, &["false"]);
        "take `manualSelector` out; the server makes the selector for each Job".clone_into(&mut fault.help);
    }
}

/// `validateScheduleFormat`. A time zone in the schedule is refused whether it parses or not.
fn check_schedule(schedule: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    if schedule.is_empty() {
        errors.required(path, "say when to run, such as `schedule: \"*/5 * * * *\"`");
    } else if schedule.contains("TZ") {
        let help = "name the time zone in `timeZone`, such as `timeZone: Europe/Berlin`";
        errors.invalid(path, schedule, "holds a time zone", help);
    } else if let Err(error) = schedule::parse(schedule) {
        errors.invalid(path, schedule, error.why, error.help);
    }
}

/// `validateTimeZone`.
fn check_time_zone(zone: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    const HELP: &str = "write a name such as `Europe/Berlin` or `Etc/UTC`";
    if zone.is_empty() {
        errors.invalid(path, zone, "is empty", "name a time zone, or take `timeZone` out");
    } else if zone.eq_ignore_ascii_case("local") {
        errors.invalid(path, zone, "is another zone on every machine", HELP);
    } else if !zone::exists(zone) {
        let help = nearest(zone, zone::names()).map(|near| format!("did you mean `{near}`?"));
        errors.invalid(path, zone, "is not the name of a time zone", help.unwrap_or_else(|| HELP.to_owned()));
    }
}
