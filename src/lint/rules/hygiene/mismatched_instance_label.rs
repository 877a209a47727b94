//! The rule `mismatched-instance-label`.

use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A workload whose label `app.kubernetes.io/instance` has nothing to do with its name: the name neither begins nor
    /// ends with it, and it does not begin with the name.
    ///
    /// ## Why it matters
    /// The label says which installation an object belongs to, and is often copied together with a manifest. Tools that
    /// use it show the workload under another application.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   labels:
    ///     app.kubernetes.io/instance: blog
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, image: "registry.example.com/web:1.0"}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: web
    ///   labels:
    ///     app.kubernetes.io/instance: web
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, image: "registry.example.com/web:1.0"}]}
    /// ```
    "mismatched-instance-label", Info, Hygiene, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    const KEY: &str = "app.kubernetes.io/instance";
    let manifest = object.manifest;
    if manifest.pod_node().is_none() {
        return;
    }
    let labels = manifest.object().metadata().and_then(|metadata| metadata.labels.as_ref());
    let Some(instance) = labels.and_then(|labels| labels.get(KEY)) else { return };
    let name = manifest.identity.name.as_deref().unwrap_or_default();
    let is_related = name.starts_with(instance) || name.ends_with(instance) || instance.starts_with(name);
    if !name.is_empty() && !instance.is_empty() && !is_related {
        let place = FieldPath::default().field("metadata.labels").key(KEY);
        out.at(place, format!("`{name}` is labelled as the instance `{instance}`"))
            .help(format!("write `{name}`, or the name of the installation"));
    }
}
