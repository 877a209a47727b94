//! The rule `unmeasurable-autoscaler`.

use k8s_openapi::api::autoscaling::v2::MetricSpec;

use crate::composition::ContainerFacts;
use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::{FieldPath, nearest};

rule! {
    /// ## What it catches
    /// A HorizontalPodAutoscaler that has nothing to measure: a container has no request of which a percentage could be
    /// computed, or the workload has no container of the given name.
    ///
    /// ## Why it matters
    /// The percentage is computed over all containers of a Pod. If one of them has no request for the resource, it
    /// cannot be computed for the Pod, and the number of replicas does not change.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 10
    ///   metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec: {containers: [{name: web, image: "registry.example.com/web:1.0"}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: web}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
    ///   maxReplicas: 10
    ///   metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: web}
    /// spec:
    ///   selector: {matchLabels: {app: web}}
    ///   template:
    ///     metadata: {labels: {app: web}}
    ///     spec:
    ///       containers: [{name: web, image: "registry.example.com/web:1.0", resources: {requests: {cpu: 200m}}}]
    /// ```
    "unmeasurable-autoscaler", Warning, References, Check::ObjectInContext(check)
}

/// A resource that an autoscaler measures.
struct Measured<'a> {
    resource: &'a str,
    /// The one container it looks at, if it does not look at all.
    container: Option<&'a str>,
    /// True if it needs a request to take a share of.
    is_share: bool,
    place: FieldPath,
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let (kind, name, metrics) = match object.manifest.object() {
        Object::HorizontalPodAutoscaler(scaler) => {
            let spec = &scaler.spec;
            (&spec.scale_target_ref.kind, &spec.scale_target_ref.name, measured(spec.metrics.as_deref()))
        }
        Object::HorizontalPodAutoscalerV1(scaler) => {
            let spec = &scaler.spec;
            let place = FieldPath::default().field("spec.targetCPUUtilizationPercentage");
            let cpu = Measured { resource: "cpu", container: None, is_share: true, place };
            (&spec.scale_target_ref.kind, &spec.scale_target_ref.name, vec![cpu])
        }
        _ => return,
    };
    let context = object.context();
    // A patch may add what the workload itself does not have, and a LimitRange gives what nobody wrote.
    let ([pods], false) = (context.of_workload(kind, name), context.has_limit_range()) else { return };
    if !context.is_near(pods) {
        return;
    }
    let running = || pods.facts.containers.iter().filter(|container| !container.is_init);
    for Measured { resource, container, is_share, place } in metrics {
        if let Some(wanted) = container.filter(|wanted| !running().any(|container| container.name == *wanted)) {
            let names = running().map(|container| container.name.as_str());
            let near = nearest(wanted, names.clone()).or_else(|| names.clone().next()).unwrap_or_default();
            out.at(place, format!("{kind} `{name}` has no container `{wanted}`"))
                .help(format!("did you mean `{near}`?"));
            continue;
        }
        let asked = running().filter(|running| container.is_none_or(|wanted| running.name == wanted));
        let lacks = |container: &&ContainerFacts| !container.requests.iter().any(|request| request == resource);
        if let Some(lacking) = asked.into_iter().find(lacks).filter(|_| is_share) {
            out.at(place, format!("the container `{}` of {kind} `{name}` requests no {resource}", lacking.name))
                .help(format!("give each container a request of {resource}, or measure one container only"));
        }
    }
}

fn measured(metrics: Option<&[MetricSpec]>) -> Vec<Measured<'_>> {
    let Some(metrics) = metrics else { return Vec::new() };
    let place = |at| FieldPath::default().field("spec.metrics").index(at);
    let all = metrics.iter().enumerate().filter_map(|(at, metric)| {
        if let Some(of) = &metric.resource {
            let is_share = of.target.average_utilization.is_some();
            let place = place(at).field("resource.name");
            return Some(Measured { resource: &of.name, container: None, is_share, place });
        }
        let of = metric.container_resource.as_ref()?;
        let is_share = of.target.average_utilization.is_some();
        let place = place(at).field("containerResource.container");
        Some(Measured { resource: &of.name, container: Some(&of.container), is_share, place })
    });
    all.collect()
}
