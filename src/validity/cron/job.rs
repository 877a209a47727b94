//! CronJob itself.
//!
//! Source: `pkg/apis/batch/validation/validation.go`, defaults of `pkg/apis/batch/v1/defaults.go`.

use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, JobSpec};

use super::{schedule, zone};
use crate::validity::controllers::check_count;
use crate::validity::job::{self, Size};
use crate::validity::metadata::{self, Scope};
use crate::validity::{Faults, content};
use crate::yaml::{Path, nearest};

/// Bytes of a CronJob's name: the controller adds eleven of its own to make the name of a Job.
const NAME_LIMIT: usize = 52;

/// `ValidateCronJobCreate`.
pub(in crate::validity) fn check_cron_job(object: &CronJob, faults: &mut Faults) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, faults);
    check_spec(&object.spec, &Path::ROOT.field("spec"), faults);
    let name = object.metadata.name.as_deref().unwrap_or_default();
    if name.len() > NAME_LIMIT {
        let why = format!("is {} bytes long", name.len());
        let help = format!("use at most {NAME_LIMIT} bytes, since the names of the Jobs are longer by eleven");
        faults.invalid(&meta.field("name"), name, why, help);
    }
}

/// `validateCronJobSpec`.
fn check_spec(spec: &CronJobSpec, path: &Path<'_>, faults: &mut Faults) {
    check_schedule(&spec.schedule, &path.field("schedule"), faults);
    let deadline = spec.starting_deadline_seconds.unwrap_or_default();
    faults.content(&path.field("startingDeadlineSeconds"), deadline, content::not_negative(deadline));
    if let Some(zone) = spec.time_zone.as_deref() {
        check_time_zone(zone, &path.field("timeZone"), faults);
    }
    let policy = spec.concurrency_policy.as_deref().unwrap_or_default();
    if !matches!(policy, "" | "Allow" | "Forbid" | "Replace") {
        faults.not_supported(&path.field("concurrencyPolicy"), policy, &["Allow", "Forbid", "Replace"]);
    }
    let empty = JobSpec::default();
    let template = spec.job_template.spec.as_ref().unwrap_or(&empty);
    check_job_template(template, &path.field("jobTemplate.spec"), faults);
    check_count(spec.successful_jobs_history_limit, &path.field("successfulJobsHistoryLimit"), faults);
    check_count(spec.failed_jobs_history_limit, &path.field("failedJobsHistoryLimit"), faults);
}

/// `ValidateJobTemplateSpec`: the controller makes the selector. Defaults of a Job are not applied here.
fn check_job_template(spec: &JobSpec, path: &Path<'_>, faults: &mut Faults) {
    job::check_spec(spec, Size::written(spec), path, faults);
    if spec.selector.is_some() {
        let help = "take `selector` out; the server makes it for each Job";
        faults.invalid(&path.field("selector"), "selector", "is not for a CronJob to say", help);
    }
    if spec.manual_selector == Some(true) {
        let fault = faults.not_supported(&path.field("manualSelector"), true, &["false"]);
        "take `manualSelector` out; the server makes the selector for each Job".clone_into(&mut fault.help);
    }
}

/// `validateScheduleFormat`. A time zone in the schedule is refused whether it parses or not.
fn check_schedule(schedule: &str, path: &Path<'_>, faults: &mut Faults) {
    if schedule.is_empty() {
        faults.required(path, "say when to run, such as `schedule: \"*/5 * * * *\"`");
    } else if schedule.contains("TZ") {
        let help = "name the time zone in `timeZone`, such as `timeZone: Europe/Berlin`";
        faults.invalid(path, schedule, "holds a time zone", help);
    } else if let Err(error) = schedule::parse(schedule) {
        faults.invalid(path, schedule, error.why, error.help);
    }
}

/// `validateTimeZone`.
fn check_time_zone(zone: &str, path: &Path<'_>, faults: &mut Faults) {
    const HELP: &str = "write a name such as `Europe/Berlin` or `Etc/UTC`";
    if zone.is_empty() {
        faults.invalid(path, zone, "is empty", "name a time zone, or take `timeZone` out");
    } else if zone.eq_ignore_ascii_case("local") {
        faults.invalid(path, zone, "is another zone on every machine", HELP);
    } else if !zone::exists(zone) {
        let help = nearest(zone, zone::names()).map(|near| format!("did you mean `{near}`?"));
        faults.invalid(path, zone, "is not the name of a time zone", help.unwrap_or_else(|| HELP.to_owned()));
    }
}
