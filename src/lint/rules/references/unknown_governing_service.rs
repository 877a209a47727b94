//! The rule `unknown-governing-service`.

use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::Service;

use crate::composition::pod_addresses;
use crate::k8s::{Object, Pod};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A StatefulSet whose `serviceName` does not exist in the input, while a headless Service with another name
    /// selects its Pods; or whose `serviceName` is a Service that is not headless, or selects other Pods.
    ///
    /// ## Why it matters
    /// The Pods of a StatefulSet get DNS names such as `db-0.db` from the headless Service that `serviceName` names.
    /// With any other Service these names do not resolve, and the members of a cluster do not find each other.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db-headless}
    /// spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   serviceName: db
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec: {containers: [{name: db, image: "postgres:17"}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db-headless}
    /// spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   serviceName: db-headless
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec: {containers: [{name: db, image: "postgres:17"}]}
    /// ```
    "unknown-governing-service", Warning, References, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::StatefulSet(set) = object.manifest.object() else { return };
    let Some(name) = set.spec.as_ref().and_then(|spec| spec.service_name.as_deref()).filter(|name| !name.is_empty())
    else {
        return;
    };
    let context = object.context();
    let Some(pod) = object.manifest.pod().filter(|pod| is_selected_by(set, pod)) else { return };
    let named = context.services_named(name).first().copied();
    let mut headless = context.services_to(&pod).into_iter().filter(|service| is_headless(service));
    let place = FieldPath::default().field("spec.serviceName");
    match (named, headless.next()) {
        (None, Some(other)) => {
            let other = other.metadata.name.as_deref().unwrap_or_default();
            out.at(
                place,
                format!("the input has no Service `{name}`: the headless Service of these Pods is `{other}`"),
            )
            .help(format!("write `{other}`"));
        }
        (Some(_), _) if context.services_named(name).iter().all(|service| selects_others(service, &pod)) => {
            out.at(place, format!("the Service `{name}` selects other Pods than these, which get no DNS names"))
                .help(format!("let the selector of the Service `{name}` match labels of these Pods"));
        }
        (Some(service), None) if !is_headless(service) && is_named_by_pods(object, name) => {
            out.at(place, format!("the Service `{name}` is not headless, so the Pods get no DNS names"))
                .help(format!("set `clusterIP: None` in the Service `{name}`"));
        }
        _ => {}
    }
}

/// Returns true unless the StatefulSet itself does not select its Pods: their labels are still to be changed then, as by the
/// labels of a kustomization.
fn is_selected_by(set: &StatefulSet, pod: &Pod<'_>) -> bool {
    let selector = set.spec.as_ref().and_then(|spec| spec.selector.match_labels.as_ref());
    let labels = pod.metadata.and_then(|metadata| metadata.labels.as_ref());
    let has = |(key, value)| labels.is_some_and(|labels| labels.get(key) == Some(value));
    selector.into_iter().flatten().all(has)
}

fn is_headless(service: &Service) -> bool {
    service.spec.as_ref().is_some_and(|spec| spec.cluster_ip.as_deref() == Some("None"))
}

/// Returns true if a Service has a selector that leads to other Pods.
fn selects_others(service: &Service, pod: &Pod<'_>) -> bool {
    let selector = service.spec.as_ref().and_then(|spec| spec.selector.as_ref());
    let labels = pod.metadata.and_then(|metadata| metadata.labels.as_ref());
    let Some((selector, labels)) = selector.filter(|selector| !selector.is_empty()).zip(labels) else { return false };
    selector.iter().any(|(key, value)| labels.get(key) != Some(value))
}

/// Returns true if the object itself speaks of single Pods by their names in the Service: `db-0.db`.
fn is_named_by_pods(object: &ObjectView<'_>, service: &str) -> bool {
    pod_addresses(object.manifest).iter().any(|(_, address)| address.service == service)
}
