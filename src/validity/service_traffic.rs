//! The ways in which a Service spreads traffic: affinity, traffic policies, load balancer.
//!
//! Source: `pkg/apis/core/validation/validation.go`, `pkg/api/service/util.go`.

use std::collections::BTreeMap;

use super::service_view::ServiceView;
use super::{FieldErrors, content};
use crate::yaml::Path;

/// Seconds that a client may stick to a Pod.
const AFFINITY_LIMIT: i64 = 86_400;
const RANGES_ANNOTATION: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";
const HINTS_ANNOTATION: &str = "service.kubernetes.io/topology-aware-hints";
const MODE_ANNOTATION: &str = "service.kubernetes.io/topology-mode";
const DISTRIBUTIONS: [&str; 3] = ["PreferClose", "PreferSameZone", "PreferSameNode"];
const POLICIES: [&str; 2] = ["Cluster", "Local"];

type Annotations = BTreeMap<String, String>;

/// All that concerns traffic.
pub(super) fn check(
    view: &ServiceView<'_>,
    annotations: Option<&Annotations>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    check_topology(annotations, errors);
    check_affinity(view, path, errors);
    check_source_ranges(view, annotations, path, errors);
    check_load_balancer(view, path, errors);
    check_external_policy(view, path, errors);
    check_health_check(view, path, errors);
    let spec = view.spec;
    if let Some(policy) = spec.internal_traffic_policy.as_deref().filter(|policy| !POLICIES.contains(policy)) {
        errors.not_supported(&path.field("internalTrafficPolicy"), policy, &POLICIES);
    }
    if let Some(way) = spec.traffic_distribution.as_deref().filter(|way| !DISTRIBUTIONS.contains(way)) {
        errors.not_supported(&path.field("trafficDistribution"), way, &DISTRIBUTIONS);
    }
}

/// The old and the new name of one annotation.
fn check_topology(annotations: Option<&Annotations>, errors: &mut FieldErrors) {
    let value = |key| annotations.and_then(|annotations| annotations.get(key));
    if let (Some(old), Some(new)) = (value(HINTS_ANNOTATION), value(MODE_ANNOTATION))
        && old != new
    {
        let path = Path::ROOT.field("metadata.annotations");
        let why = format!("is not the same as `{HINTS_ANNOTATION}`, which is `{old}`");
        errors.invalid(&path.key(MODE_ANNOTATION), new, why, format!("take `{HINTS_ANNOTATION}` out"));
    }
}

/// None is the default, and so are three hours for a client.
fn check_affinity(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    match view.spec.session_affinity.as_deref().unwrap_or_default() {
        "" | "None" => {}
        "ClientIP" => {
            let config = view.spec.session_affinity_config.as_ref();
            let seconds = config.and_then(|config| config.client_ip.as_ref()?.timeout_seconds);
            if let Some(seconds) = seconds {
                let at = path.field("sessionAffinityConfig.clientIP.timeoutSeconds");
                errors.content(&at, seconds, content::in_range(i64::from(seconds), 1, AFFINITY_LIMIT));
            }
        }
        other => {
            errors.not_supported(&path.field("sessionAffinity"), other, &["ClientIP", "None"]);
        }
    }
}

/// Checks the address ranges of clients of a load balancer, in the field or in the older annotation.
fn check_source_ranges(
    view: &ServiceView<'_>,
    annotations: Option<&Annotations>,
    path: &Path<'_>,
    errors: &mut FieldErrors,
) {
    const WHY: &str = "source ranges are for a load balancer";
    let ranges = view.spec.load_balancer_source_ranges.as_deref().unwrap_or_default();
    let balanced = view.kind == "LoadBalancer";
    if !ranges.is_empty() {
        // The server writes a capital letter here.
        let (list, place) = (path.field("LoadBalancerSourceRanges"), path.field("loadBalancerSourceRanges"));
        if !balanced {
            let help = "take `loadBalancerSourceRanges` out, or write `type: LoadBalancer`";
            errors.forbidden(&list, WHY, help).at(&place);
        }
        for (index, range) in ranges.iter().enumerate() {
            let range = range.trim();
            if let Some(fault) = errors.content(&list.index(index), range, content::legacy_cidr(range)) {
                fault.at(&place.index(index));
            }
        }
    } else if let Some(value) = annotations.and_then(|annotations| annotations.get(RANGES_ANNOTATION)) {
        let annotations = Path::ROOT.field("metadata.annotations");
        let at = annotations.key(RANGES_ANNOTATION);
        if !balanced {
            errors.forbidden(&at, WHY, "take the annotation out, or write `type: LoadBalancer`");
        }
        for range in value.split(',').map(str::trim).filter(|_| !value.trim().is_empty()) {
            errors.content(&at, range, content::legacy_cidr(range));
        }
    }
}

/// Fields that only a load balancer has.
fn check_load_balancer(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let spec = view.spec;
    if view.kind != "LoadBalancer" {
        let fields = [
            ("allocateLoadBalancerNodePorts", spec.allocate_load_balancer_node_ports.is_some()),
            ("loadBalancerClass", spec.load_balancer_class.is_some()),
        ];
        for (field, _) in fields.into_iter().filter(|(_, given)| *given) {
            let help = format!("take `{field}` out, or write `type: LoadBalancer`");
            errors.forbidden(&path.field(field), format!("`{field}` is for a load balancer"), help);
        }
    } else if let Some(class) = spec.load_balancer_class.as_deref() {
        errors.content(&path.field("loadBalancerClass"), class, content::qualified_name(class));
    }
}

/// `validateServiceExternalTrafficPolicy`; `Cluster` is the default.
fn check_external_policy(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let at = path.field("externalTrafficPolicy");
    let policy = view.spec.external_traffic_policy.as_deref().unwrap_or_default();
    if policy.is_empty() {
        return;
    }
    if !view.is_public() {
        let why = "says what to do with traffic from outside, and there is none";
        let help = "take `externalTrafficPolicy` out, or write `type: NodePort` or `LoadBalancer`";
        errors.invalid(&at, policy, why, help);
    } else if !POLICIES.contains(&policy) {
        errors.not_supported(&at, policy, &POLICIES);
    }
}

/// A port for health checks is for a load balancer that keeps traffic on the node. `NeedsHealthCheck`.
fn check_health_check(view: &ServiceView<'_>, path: &Path<'_>, errors: &mut FieldErrors) {
    let at = path.field("healthCheckNodePort");
    let Some(port) = view.spec.health_check_node_port.filter(|&port| port != 0) else { return };
    if view.kind == "LoadBalancer" && view.spec.external_traffic_policy.as_deref() == Some("Local") {
        errors.content(&at, port, content::port_number(port));
        let mut ports = view.spec.ports.iter().flatten();
        if ports.any(|other| other.node_port == Some(port)) {
            errors.duplicate(&at, port, "use another port than the node ports of `ports`");
        }
    } else {
        let help = "take `healthCheckNodePort` out, or use a LoadBalancer with `externalTrafficPolicy: Local`";
        errors.invalid(&at, port, "is used only where traffic stays on the node", help);
    }
}
