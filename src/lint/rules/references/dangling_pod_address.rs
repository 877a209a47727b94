//! The rule `dangling-pod-address`.

use crate::composition::{pod_addresses, pod_templates};
use crate::lint::pod_address::{pod_fault, service_fault, template_fault};
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink, Target};

rule! {
    /// ## What it catches
    /// The address of a single Pod of a StatefulSet, or a template of such addresses (`cache-{}.cache`), in a ConfigMap, a
    /// variable or a command line, that does not exist:
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
        let fault = of_service.or_else(|| pod_fault(&address, &context))?;
        Some((path, address, fault))
    });
    let faulty: Vec<_> = faulty.take(MOST).collect();
    let templates = pod_templates(manifest).into_iter().filter_map(|(path, template)| {
        let fault = template_fault(&template, &context)?;
        Some((path, template.of_pod(0), fault))
    });
    for (path, address, (message, help)) in faulty.into_iter().chain(templates.take(MOST)) {
        let span = manifest.locate_within(&path, address.text, address.part);
        out.at(Target::Bytes(span, path), message).help(help);
    }
}
