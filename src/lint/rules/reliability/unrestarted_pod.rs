//! The rule `unrestarted-pod`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A standalone Pod that is not restarted when it ends (`restartPolicy: Never`). Test Pods of Helm charts and Pods
    /// with an owner are not reported.
    ///
    /// ## Why it matters
    /// If its program crashes or the node is restarted, nothing starts it again.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   restartPolicy: Never
    ///   containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   restartPolicy: OnFailure
    ///   containers: [{name: web, image: "registry.example.com/web:1.0"}]
    /// ```
    "unrestarted-pod", Info, Reliability, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Pod(pod) = object.manifest.object() else { return };
    let is_hook = pod.metadata.annotations.iter().flatten().any(|(key, _)| key.starts_with("helm.sh/hook"));
    let is_owned = pod.metadata.owner_references.iter().flatten().next().is_some();
    let never = pod.spec.as_ref().is_some_and(|spec| spec.restart_policy.as_deref() == Some("Never"));
    if never && !is_hook && !is_owned {
        out.at(FieldPath::default().field("spec.restartPolicy"), "this Pod is not restarted when it ends")
            .help("write `OnFailure`, or use a Job");
    }
}
