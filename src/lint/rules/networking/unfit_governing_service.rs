//! The rule `unfit-governing-service`.

use k8s_openapi::api::core::v1::ServiceSpec;

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A StatefulSet whose `serviceName` does not name a headless Service in the input that selects its Pods. A
    /// StatefulSet without `serviceName` is not reported.
    ///
    /// ## Why it matters
    /// Only this Service gives the Pods DNS names such as `db-0.db-headless`. If the cluster has no such Service
    /// either, the names do not resolve.
    ///
    /// ## Instead of
    /// ```yaml
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
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: db}
    /// spec:
    ///   serviceName: db-headless
    ///   selector: {matchLabels: {app: db}}
    ///   template:
    ///     metadata: {labels: {app: db}}
    ///     spec: {containers: [{name: db, image: "postgres:17"}]}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: db-headless}
    /// spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
    /// ```
    "unfit-governing-service", Warning, Networking, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::StatefulSet(set) = object.manifest.object() else { return };
    let name = set.spec.as_ref().and_then(|spec| spec.service_name.as_deref());
    let Some(name) = name.filter(|name| !name.is_empty()) else { return };
    let (context, Some(pod)) = (object.context(), object.manifest.pod()) else { return };
    let labels = pod.metadata.and_then(|metadata| metadata.labels.as_ref());
    let has = |key: &String, value: &String| labels.and_then(|labels| labels.get(key)) == Some(value);
    let services: Vec<&ServiceSpec> =
        context.services_named(name).iter().filter_map(|service| service.spec.as_ref()).collect();
    let fault = if services.is_empty() {
        format!("the input has no Service `{name}`")
    } else if !services.iter().any(|spec| spec.cluster_ip.as_deref() == Some("None")) {
        format!("the Service `{name}` is not headless")
    } else if !services.iter().any(|spec| spec.selector.iter().flatten().all(|(key, value)| has(key, value))) {
        format!("the Service `{name}` does not select these Pods")
    } else {
        return;
    };
    out.at(FieldPath::default().field("spec.serviceName"), fault)
        .help("name a Service with `clusterIP: None` and the labels of the Pods as its selector");
}
