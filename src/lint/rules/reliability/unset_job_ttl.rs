//! The rule `unset-job-ttl`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Job without `ttlSecondsAfterFinished`. Jobs that something else deletes are not reported: those with an owner,
    /// and hooks of Helm and Argo CD.
    ///
    /// ## Why it matters
    /// Finished Jobs and their Pods remain until somebody deletes them, and take up space in etcd.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: job}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers: [{name: job, image: "registry.example.com/job:1.0"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: job}
    /// spec:
    ///   ttlSecondsAfterFinished: 86400
    ///   template:
    ///     spec:
    ///       restartPolicy: Never
    ///       containers: [{name: job, image: "registry.example.com/job:1.0"}]
    /// ```
    "unset-job-ttl", Info, Reliability, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Job(job) = object.manifest.object() else { return };
    let annotations = job.metadata.annotations.iter().flatten();
    let is_hook = annotations.into_iter().any(|(key, _)| key == "helm.sh/hook" || key == "argocd.argoproj.io/hook");
    let is_owned = job.metadata.owner_references.iter().flatten().next().is_some();
    if job.spec.as_ref().is_some_and(|spec| spec.ttl_seconds_after_finished.is_none()) && !is_hook && !is_owned {
        out.at(FieldPath::default().field("spec"), "this Job is not deleted after it has finished")
            .help("write `ttlSecondsAfterFinished: 86400`");
    }
}
