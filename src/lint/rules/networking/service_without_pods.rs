//! The rule `service-without-pods`.

use crate::composition::MOST_SELECTED;
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Service whose selector selects no Pod of the input.
    ///
    /// ## Why it matters
    /// If the cluster has no such Pod either, connections to the Service are refused.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web, labels: {app: web}}
    /// spec: {containers: [{name: app, image: "registry.example.com/app:1.0"}]}
    /// ```
    "service-without-pods", Warning, Networking, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Service(service) = object.manifest.object() else { return };
    let Some(spec) = &service.spec else { return };
    let is_name_only = spec.type_.as_deref() == Some("ExternalName");
    let Some(labels) = spec.selector.as_ref().filter(|labels| !labels.is_empty() && !is_name_only) else { return };
    let context = object.context();
    let selected: Vec<_> = context.selected(labels).take(MOST_SELECTED).collect();
    // Where there are more than anybody has, some are here.
    if selected.len() < MOST_SELECTED && !selected.iter().any(|pods| context.is_in_namespace(pods)) {
        let written: Vec<String> = labels.iter().map(|(key, value)| format!("`{key}: {value}`")).collect();
        out.at(
            FieldPath::default().field("spec.selector"),
            format!("no Pod of the input has {}", written.join(" and ")),
        )
        .help("write labels that the Pods have");
    }
}
