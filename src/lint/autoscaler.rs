//! The workload that a HorizontalPodAutoscaler scales, and what it measures, whatever its version.

use k8s_openapi::api::autoscaling::v2::MetricSpec;

use crate::k8s::Object;
use crate::yaml::FieldPath;

/// A HorizontalPodAutoscaler.
pub(super) struct Autoscaler<'a> {
    /// The kind of the workload that it scales.
    pub(super) kind: &'a str,
    /// The name of that workload.
    pub(super) name: &'a str,
    /// The resources that it measures.
    pub(super) metrics: Vec<Measured<'a>>,
}

/// A resource that an autoscaler measures.
pub(super) struct Measured<'a> {
    /// The name of the resource: `cpu`.
    pub(super) resource: &'a str,
    /// The container that it measures, if it does not measure all of them.
    pub(super) container: Option<&'a str>,
    /// True if the target is a percentage of the request.
    pub(super) is_share: bool,
    /// The field that names the resource or the container.
    pub(super) place: FieldPath,
}

impl<'a> Autoscaler<'a> {
    /// Reads an object, if it is a HorizontalPodAutoscaler.
    pub(super) fn of(object: &'a Object) -> Option<Self> {
        match object {
            Object::HorizontalPodAutoscaler(scaler) => {
                let (target, metrics) = (&scaler.spec.scale_target_ref, scaler.spec.metrics.as_deref());
                let metrics = metrics.map(measured).unwrap_or_default();
                Some(Self { kind: &target.kind, name: &target.name, metrics })
            }
            Object::HorizontalPodAutoscalerV1(scaler) => {
                let target = &scaler.spec.scale_target_ref;
                let place = FieldPath::default().field("spec.targetCPUUtilizationPercentage");
                let cpu = Measured { resource: "cpu", container: None, is_share: true, place };
                Some(Self { kind: &target.kind, name: &target.name, metrics: vec![cpu] })
            }
            _ => None,
        }
    }
}

/// Returns the resources among the metrics of an autoscaler.
fn measured(metrics: &[MetricSpec]) -> Vec<Measured<'_>> {
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
