//! The rule `missing-cron-deadline`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A CronJob without `startingDeadlineSeconds`.
    ///
    /// ## Why it matters
    /// Without a deadline, all missed start times count: after more than 100 of them, for example during an outage of
    /// the control plane, the CronJob does not start any more. A deadline also prevents Jobs from starting hours late.
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
    ///   startingDeadlineSeconds: 300
    ///   jobTemplate:
    ///     spec:
    ///       template:
    ///         spec:
    ///           restartPolicy: Never
    ///           containers: [{name: cron, image: "registry.example.com/cron:1.0"}]
    /// ```
    "missing-cron-deadline", Info, Reliability, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::CronJob(cron) = object.manifest.object() else { return };
    if cron.spec.starting_deadline_seconds.is_none() {
        out.at(FieldPath::default().field("spec"), "there is no limit to how late this may start")
            .help("write `startingDeadlineSeconds`");
    }
}
