//! The metrics of a HorizontalPodAutoscaler.
//!
//! Source: `pkg/apis/autoscaling/validation/validation.go`.

use k8s_openapi::api::autoscaling::v2::{
    ContainerResourceMetricSource, ExternalMetricSource, MetricIdentifier, MetricSpec, MetricTarget,
    ObjectMetricSource, PodsMetricSource, ResourceMetricSource,
};
use k8s_openapi::apimachinery::pkg::api::resource;

use super::quantity::Quantity;
use super::scaled_object::{self, ScaledObject};
use super::{FieldErrors, content, resource_name};
use crate::yaml::Path;

const TYPES: [&str; 5] = ["ContainerResource", "External", "Object", "Pods", "Resource"];

/// `validateMetrics`.
pub(super) fn check(metrics: &[MetricSpec], least: Option<i32>, path: &Path<'_>, errors: &mut FieldErrors) {
    for (index, metric) in metrics.iter().enumerate() {
        check_metric(metric, &path.index(index), errors);
    }
    if least == Some(0) && !metrics.iter().any(|metric| matches!(metric.type_.as_str(), "Object" | "External")) {
        let help = "use `minReplicas: 1`, or an `External` or `Object` metric";
        errors.forbidden(path, "these metrics do not exist without a Pod", help);
    }
}

/// `validateMetricSpec`: a type, and the one source that belongs to it.
fn check_metric(metric: &MetricSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let sources = [
        ("object", metric.object.is_some()),
        ("external", metric.external.is_some()),
        ("pods", metric.pods.is_some()),
        ("resource", metric.resource.is_some()),
        ("containerResource", metric.container_resource.is_some()),
    ];
    let given: Vec<&str> = sources.into_iter().filter(|(_, given)| *given).map(|(field, _)| field).collect();
    // The server looks into the first source only.
    match given.first().copied() {
        Some("object") => each(metric.object.as_ref(), |source| check_object(source, &path.field("object"), errors)),
        Some("external") => {
            each(metric.external.as_ref(), |source| check_external(source, &path.field("external"), errors));
        }
        Some("pods") => each(metric.pods.as_ref(), |source| check_pods(source, &path.field("pods"), errors)),
        Some("resource") => {
            each(metric.resource.as_ref(), |source| check_resource(source, &path.field("resource"), errors));
        }
        Some(_) => each(metric.container_resource.as_ref(), |source| {
            check_container_resource(source, &path.field("containerResource"), errors);
        }),
        None => {}
    }
    let expected = check_type(metric, path, errors);
    if let Some(expected) = expected.filter(|expected| !given.contains(expected)) {
        errors.required(&path.field(expected), format!("say what to measure under `{expected}`"));
    }
    if given.len() > 1 {
        for field in given.into_iter().filter(|field| Some(*field) != expected) {
            let why = format!("a metric of type `{}` is not described by `{field}`", metric.type_);
            errors.forbidden(&path.field(field), why, format!("move `{field}` to a metric of its own"));
        }
    }
}

fn each<T>(source: Option<&T>, check: impl FnOnce(&T)) {
    if let Some(source) = source {
        check(source);
    }
}

/// The field that a metric's type calls for.
fn check_type(metric: &MetricSpec, path: &Path<'_>, errors: &mut FieldErrors) -> Option<&'static str> {
    match metric.type_.as_str() {
        "Object" => Some("object"),
        "Pods" => Some("pods"),
        "Resource" => Some("resource"),
        "External" => Some("external"),
        "ContainerResource" => Some("containerResource"),
        "" => {
            errors.required(&path.field("type"), "write the type, such as `type: Resource`");
            None
        }
        other => {
            errors.not_supported(&path.field("type"), other, &TYPES);
            None
        }
    }
}

fn check_object(source: &ObjectMetricSource, path: &Path<'_>, errors: &mut FieldErrors) {
    let object = &source.described_object;
    let api_version = object.api_version.as_deref().unwrap_or_default();
    let target = ScaledObject { api_version, kind: &object.kind, name: &object.name };
    scaled_object::check(target, true, &path.field("describedObject"), errors);
    check_identifier(&source.metric, &path.field("metric"), errors);
    let at = path.field("target");
    check_metric_target(&source.target, &at, errors);
    if source.target.value.is_none() && source.target.average_value.is_none() {
        errors.required(&at.field("averageValue"), "write `value`, or `averageValue` for a value a Pod");
    }
}

fn check_external(source: &ExternalMetricSource, path: &Path<'_>, errors: &mut FieldErrors) {
    check_identifier(&source.metric, &path.field("metric"), errors);
    let at = path.field("target");
    check_metric_target(&source.target, &at, errors);
    match (&source.target.value, &source.target.average_value) {
        (None, None) => {
            errors.required(&at.field("averageValue"), "write `value`, or `averageValue` for a value a Pod");
        }
        (Some(_), Some(_)) => {
            let help = "take `value` or `averageValue` out";
            errors.forbidden(&at.field("value"), "`value` does not go together with `averageValue`", help);
        }
        _ => {}
    }
}

fn check_pods(source: &PodsMetricSource, path: &Path<'_>, errors: &mut FieldErrors) {
    check_identifier(&source.metric, &path.field("metric"), errors);
    let at = path.field("target");
    check_metric_target(&source.target, &at, errors);
    if source.target.average_value.is_none() {
        errors.required(&at.field("averageValue"), "write the value a Pod, such as `averageValue: \"100\"`");
    }
}

fn check_resource(source: &ResourceMetricSource, path: &Path<'_>, errors: &mut FieldErrors) {
    if source.name.is_empty() {
        errors.required(&path.field("name"), "write the resource, such as `name: cpu`");
    }
    check_resource_target(&source.target, &path.field("target"), errors);
}

fn check_container_resource(source: &ContainerResourceMetricSource, path: &Path<'_>, errors: &mut FieldErrors) {
    if source.name.is_empty() {
        errors.required(&path.field("name"), "write the resource, such as `name: cpu`");
    } else {
        resource_name::check_for_container(&source.name, &path.field("name"), errors);
    }
    if source.container.is_empty() {
        errors.required(&path.field("container"), "write the name of the container to measure");
    } else {
        errors.content(&path.field("container"), &source.container, content::dns_label(&source.container));
    }
    check_resource_target(&source.target, &path.field("target"), errors);
}

fn check_resource_target(target: &MetricTarget, path: &Path<'_>, errors: &mut FieldErrors) {
    check_metric_target(target, path, errors);
    match (target.average_utilization, &target.average_value) {
        (None, None) => {
            let help = "write a percentage of the request, such as `averageUtilization: 80`, or an `averageValue`";
            errors.required(&path.field("averageUtilization"), help);
        }
        (Some(_), Some(_)) => {
            let why = "`averageValue` does not go together with `averageUtilization`";
            errors.forbidden(&path.field("averageValue"), why, "take one of the two out");
        }
        _ => {}
    }
}

/// `validateMetricTarget`.
fn check_metric_target(target: &MetricTarget, path: &Path<'_>, errors: &mut FieldErrors) {
    match target.type_.as_str() {
        "Utilization" | "Value" | "AverageValue" => {}
        "" => {
            errors.required(&path.field("type"), "write `Utilization`, `Value` or `AverageValue`");
        }
        other => {
            let help = "write `Utilization`, `Value` or `AverageValue`";
            errors.invalid(&path.field("type"), other, "is not a type of targets", help);
        }
    }
    check_positive(target.value.as_ref(), &path.field("value"), errors);
    check_positive(target.average_value.as_ref(), &path.field("averageValue"), errors);
    if let Some(percent) = target.average_utilization {
        errors.content(&path.field("averageUtilization"), percent, content::positive(i64::from(percent)));
    }
}

fn check_positive(amount: Option<&resource::Quantity>, path: &Path<'_>, errors: &mut FieldErrors) {
    let Some(amount) = amount else { return };
    if Quantity::parse(&amount.0).is_ok_and(|amount| amount <= Quantity::ZERO) {
        errors.invalid(path, &amount.0, "is not above zero", "use an amount above zero");
    }
}

/// `validateMetricIdentifier`.
fn check_identifier(metric: &MetricIdentifier, path: &Path<'_>, errors: &mut FieldErrors) {
    if metric.name.is_empty() {
        errors.required(&path.field("name"), "write the name of the metric");
    } else {
        errors.content(&path.field("name"), &metric.name, content::path_segment(&metric.name, false));
    }
}
