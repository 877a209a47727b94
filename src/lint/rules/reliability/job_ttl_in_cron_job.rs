//! The rule `job-ttl-in-cron-job`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A CronJob whose Jobs set `ttlSecondsAfterFinished`.
    ///
    /// ## Why it matters
    /// The CronJob keeps as many finished Jobs as `successfulJobsHistoryLimit` and `failedJobsHistoryLimit` say. The
    /// time to live deletes them earlier, including the logs of failed ones.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata: {name: cron}
    /// spec:
    ///   schedule: "0 3 * * *"
    ///   jobTemplate:
    ///     spec:
    ///       ttlSecondsAfterFinished: 60
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           containers: [{name: cron, image: "registry.example.com/cron:1.0"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: CronJob
    /// metadata: {name: cron}
    /// spec:
    ///   schedule: "0 3 * * *"
    ///   failedJobsHistoryLimit: 3
    ///   jobTemplate:
    ///     spec:
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           containers: [{name: cron, image: "registry.example.com/cron:1.0"}]
    /// ```
    "job-ttl-in-cron-job", Info, Reliability, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::CronJob(cron) = object.manifest.object() else { return };
    let job = cron.spec.job_template.spec.as_ref();
    if job.is_some_and(|job| job.ttl_seconds_after_finished.is_some()) {
        out.at(
            FieldPath::default().field("spec.jobTemplate.spec.ttlSecondsAfterFinished"),
            "this deletes Jobs that the history limits of the CronJob would keep",
        )
        .help("remove it, and write `successfulJobsHistoryLimit` and `failedJobsHistoryLimit`");
    }
}
