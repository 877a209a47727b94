//! The rule `dangling-pod-address`.

use crate::composition::{Context, PodAddress, pod_addresses};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink, Target};

rule! {
    /// ## What it catches
    /// The address of a single Pod of a StatefulSet, in a ConfigMap, a variable or a command line, that does not exist:
    /// the StatefulSet in the input creates no such Pod, or its Service gives the Pods no names.
    ///
    /// ## Why it matters
    /// The Pods of a StatefulSet are called `NAME-0`, `NAME-1` and so on, after the StatefulSet and not after its
    /// Service, up to its number of `replicas`. Their DNS names are those of the headless Service that `serviceName`
    /// names. Other names do not resolve: a proxy with such a list leaves out shards, or does not start.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: sharded-memcache}
    /// spec:
    ///   serviceName: memcache
    ///   replicas: 2
    ///   selector: {matchLabels: {app: memcache}}
    ///   template:
    ///     metadata: {labels: {app: memcache}}
    ///     spec:
    ///       containers: [{name: memcache, image: "memcached:1.6"}]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: proxy}
    /// data:
    ///   servers: memcache-0.memcache:11211
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: {name: sharded-memcache}
    /// spec:
    ///   serviceName: memcache
    ///   replicas: 2
    ///   selector: {matchLabels: {app: memcache}}
    ///   template:
    ///     metadata: {labels: {app: memcache}}
    ///     spec:
    ///       containers: [{name: memcache, image: "memcached:1.6"}]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: proxy}
    /// data:
    ///   servers: sharded-memcache-0.memcache:11211
    /// ```
    "dangling-pod-address", Warning, References, Check::ObjectInContext(check)
}

/// So many addresses of one object are told of.
const MOST: usize = 100;

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    let context = object.context();
    let mut services: Vec<String> = Vec::new();
    let faulty = pod_addresses(manifest).into_iter().filter_map(|(path, address)| {
        // A Service that gives no names is told of once, not once a Pod.
        if services.iter().any(|service| service == address.service) {
            return None;
        }
        let of_service = service_fault(&address, &context);
        if of_service.is_some() {
            services.push(address.service.to_owned());
        }
        let fault = of_service.or_else(|| fault(&address, &context))?;
        Some((path, address, fault))
    });
    for (path, address, (message, help)) in faulty.take(MOST) {
        let span = manifest.locate_within(&path, address.text, address.part);
        out.at(Target::Bytes(span, path), message).help(help);
    }
}

/// Returns why the Service of an address gives its Pods no names of their own, as far as the input tells.
fn service_fault(address: &PodAddress<'_>, context: &Context<'_>) -> Option<(String, String)> {
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

/// Returns the fault with an address, and what would be right. Nothing where the input does not tell.
fn fault(address: &PodAddress<'_>, context: &Context<'_>) -> Option<(String, String)> {
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
