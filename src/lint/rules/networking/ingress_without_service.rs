//! The rule `ingress-without-service`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// An Ingress with a backend Service that does not exist in its namespace in the input.
    ///
    /// ## Why it matters
    /// If the cluster has no such Service either, the controller answers with 503, or with the page of its default
    /// backend.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: web}
    /// spec:
    ///   defaultBackend: {service: {name: web, port: {number: 80}}}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: web}
    /// spec:
    ///   defaultBackend: {service: {name: web, port: {number: 80}}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ```
    "ingress-without-service", Warning, Networking, Check::ObjectInContext(check), off, needs_others
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Ingress(ingress) = object.manifest.object() else { return };
    let Some(spec) = &ingress.spec else { return };
    let root = FieldPath::default;
    let default = spec.default_backend.iter().map(|backend| (root().field("spec.defaultBackend"), backend));
    let paths = spec.rules.iter().flatten().enumerate().flat_map(|(rule, of)| {
        let place = move |at| root().field("spec.rules").index(rule).field("http.paths").index(at).field("backend");
        let paths = of.http.iter().flat_map(|http| &http.paths).enumerate();
        paths.map(move |(at, path)| (place(at), &path.backend))
    });
    let context = object.context();
    for (place, backend) in default.chain(paths) {
        let Some(service) = &backend.service else { continue };
        if !context.has("Service", &service.name) {
            out.at(place.field("service.name"), format!("the input has no Service `{}`", service.name))
                .help("name a Service of the same namespace");
        }
    }
}
