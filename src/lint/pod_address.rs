//! Addresses of single Pods of a StatefulSet that do not resolve, as far as the input tells.

use crate::composition::{Context, PodAddress, PodTemplate};

/// Returns why the Service of an address gives its Pods no names of their own, as far as the input tells.
pub(super) fn service_fault(address: &PodAddress<'_>, context: &Context<'_>) -> Option<(String, String)> {
    let &PodAddress { set, service, namespace, .. } = address;
    let own_namespace = namespace.is_none_or(|of| Some(of) == context.namespace);
    let [named] = context.services_named(service) else { return None };
    let spec = named.spec.as_ref().filter(|_| own_namespace)?;
    let pods: Vec<_> = context.selected(spec.selector.as_ref()?).take(2).collect();
    let [pods] = pods.as_slice() else { return None };
    if pods.name() != set || !context.is_near(pods) {
        return None;
    }
    if pods.identity.kind != "StatefulSet" {
        let kind = &pods.identity.kind;
        return Some((
            format!("the Pods of {kind} `{set}` have no names of their own"),
            format!("make `{set}` a StatefulSet with `serviceName: {service}`"),
        ));
    }
    if spec.cluster_ip.as_deref() != Some("None") {
        return Some((
            format!("the Service `{service}` is not headless, so that its Pods have no DNS names"),
            format!("set `clusterIP: None` in the Service `{service}`"),
        ));
    }
    let governing = pods.service.as_deref().filter(|governing| *governing != service)?;
    Some((
        format!("the Pods of StatefulSet `{set}` have names in its Service `{governing}`, not in `{service}`"),
        format!("set `serviceName: {service}` in the StatefulSet, or write `{governing}` here"),
    ))
}

/// Returns the fault with a template of addresses, and what would be right.
pub(super) fn template_fault(template: &PodTemplate<'_>, context: &Context<'_>) -> Option<(String, String)> {
    let &PodTemplate { set, mark, service, namespace, .. } = template;
    if let Some(fault) = service_fault(&template.of_pod(0), context) {
        return Some(fault);
    }
    let real = context
        .governed_by(service, namespace)
        .first()
        .filter(|_| context.of_workload("StatefulSet", set).is_empty())?;
    let real = real.name();
    let message = format!("the Service `{service}` has the Pods of StatefulSet `{real}`, and none is called `{set}`");
    Some((message, format!("write `{real}-{mark}.{service}`")))
}

/// Returns the fault with an address, and what would be right. Nothing where the input does not tell.
pub(super) fn pod_fault(address: &PodAddress<'_>, context: &Context<'_>) -> Option<(String, String)> {
    let &PodAddress { set, number, service, namespace, .. } = address;
    let sets = context.of_workload("StatefulSet", set);
    if sets.is_empty() {
        let real = context.governed_by(service, namespace).first()?.name();
        let message =
            format!("the Service `{service}` has the Pods of StatefulSet `{real}`, and none is called `{set}`");
        return Some((message, format!("write `{real}-{number}.{service}`")));
    }
    if let [pods] = sets
        && let Some(governing) = pods.service.as_deref().filter(|governing| *governing != service)
        && namespace.is_none()
        && context.services_named(service).is_empty()
        && !context.services_named(governing).is_empty()
        && context.is_near(pods)
    {
        let message = format!("the input has no Service `{service}`: the Pods of `{set}` have names in `{governing}`");
        return Some((message, format!("write `{set}-{number}.{governing}`")));
    }
    if sets.iter().any(|pods| pods.service.as_deref() != Some(service)) {
        return None;
    }
    let numbers = sets.iter().map(|pods| pods.numbers.clone()).collect::<Option<Vec<_>>>()?;
    if numbers.iter().any(|numbers| numbers.contains(&number)) {
        return None;
    }
    let last = numbers.first()?;
    let message = match last.end - last.start {
        ..=0 => format!("StatefulSet `{set}` has no Pods"),
        1 => format!("the only Pod of StatefulSet `{set}` is `{set}-{}`", last.start),
        _ => format!("the Pods of StatefulSet `{set}` are `{set}-{}` to `{set}-{}`", last.start, last.end - 1),
    };
    Some((message, format!("remove `{set}-{number}`, or increase `replicas`")))
}
