//! The rule `parallelism-over-completions`.

use crate::edit::Change;
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, ObjectView, Repair, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Job whose `parallelism` is larger than its `completions`.
    ///
    /// ## Why it matters
    /// A Job never runs more Pods at a time than it has remaining completions. With `completions: 1`, a single worker
    /// does all the work, and the Job is complete when it ends. Workers that share a queue need a Job without
    /// `completions`.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: thumbnails}
    /// spec:
    ///   parallelism: 4
    ///   completions: 1
    ///   template:
    ///     spec:
    ///       restartPolicy: OnFailure
    ///       containers: [{name: worker, image: "registry.example.com/thumbs:1.4"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: thumbnails}
    /// spec:
    ///   parallelism: 4
    ///   template:
    ///     spec:
    ///       restartPolicy: OnFailure
    ///       containers: [{name: worker, image: "registry.example.com/thumbs:1.4"}]
    /// ```
    "parallelism-over-completions", Warning, Reliability, Check::Object(check), fixable(Fixable::Safe)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let (spec, path) = match object.manifest.object() {
        Object::Job(job) => (job.spec.as_ref(), FieldPath::default().field("spec")),
        Object::CronJob(job) => {
            (job.spec.job_template.spec.as_ref(), FieldPath::default().field("spec.jobTemplate.spec"))
        }
        _ => return,
    };
    let Some((parallelism, completions)) = spec.and_then(|spec| spec.parallelism.zip(spec.completions)) else { return };
    if completions > 0 && parallelism > completions {
        let (own, message) =
            (path.clone().field("parallelism"), format!("no more than {completions} of the {parallelism} Pods run"));
        out.at(path.field("completions"), message)
            .help("omit `completions` if workers share a queue, or set it to the number of work items")
            .fix(Repair::safe(
                "ask for no more Pods than there are to complete",
                [Change::Set(own, completions.into())],
            ));
    }
}
