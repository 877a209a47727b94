//! The rule `unmeasurable-autoscaler`.

use crate::composition::ContainerFacts;
use crate::lint::autoscaler::{Autoscaler, Measured};
use crate::lint::open_ports;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::nearest;

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

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Some(Autoscaler { kind, name, metrics }) = Autoscaler::of(object.manifest.object()) else { return };
    let context = object.context();
    // A patch may add what the workload itself does not have, and a LimitRange gives what nobody wrote.
    let ([pods], false) = (context.of_workload(kind, name), context.has_limit_range()) else { return };
    if !context.is_near(pods) {
        return;
    }
    let running = || open_ports::running(pods);
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
