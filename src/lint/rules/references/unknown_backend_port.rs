//! The rule `unknown-backend-port`.

use k8s_openapi::api::core::v1::{Service, ServicePort};
use k8s_openapi::api::networking::v1::IngressBackend;

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::service_ports::ServicePorts;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// An Ingress backend with a port that its Service in the input does not have.
    ///
    /// ## Why it matters
    /// The port of a backend refers to a port of the Service, not of its Pods. Ingress controllers ignore such a
    /// backend, or answer every request with an error.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: web}
    /// spec: {defaultBackend: {service: {name: web, port: {number: 8080}}}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: web}
    /// spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
    /// ```
    "unknown-backend-port", Warning, References, Check::ObjectInContext(check)
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Ingress(ingress) = object.manifest.object() else { return };
    let Some(spec) = &ingress.spec else { return };
    let context = object.context();
    let mut backends: Vec<(FieldPath, &IngressBackend)> = Vec::new();
    backends.extend(
        spec.default_backend.iter().map(|backend| (FieldPath::default().field("spec.defaultBackend"), backend)),
    );
    for (rule, of) in spec.rules.iter().flatten().enumerate() {
        for (at, path) in of.http.iter().flat_map(|http| &http.paths).enumerate() {
            let place = FieldPath::default().field("spec.rules").index(rule).field("http.paths").index(at);
            backends.push((place.field("backend"), &path.backend));
        }
    }
    for (place, backend) in backends {
        let Some(backend) = &backend.service else { continue };
        let Some(port) = &backend.port else { continue };
        let services = context.services_named(&backend.name);
        let has = |own: &ServicePort| port.number == Some(own.port) || port.name.is_some() && port.name == own.name;
        let Some(ports) = ServicePorts::of(services).filter(|ports| !ports.any(has)) else { continue };
        let is_reserved = port.name.as_deref() == Some(OF_ANNOTATION);
        if is_reserved || services.iter().any(|service| is_external(service)) {
            continue;
        }
        let (field, asked) = match (&port.number, &port.name) {
            (Some(number), _) => ("service.port.number", number.to_string()),
            (None, Some(name)) => ("service.port.name", name.clone()),
            (None, None) => continue,
        };
        out.at(place.field(field), format!("the Service `{}` has no port `{asked}`", backend.name))
            .help(format!("write a port of the Service: {}", ports.choices()));
    }
}

/// The name in the place of a port with which the AWS Load Balancer Controller is sent to an annotation for the backend.
const OF_ANNOTATION: &str = "use-annotation";

fn is_external(service: &Service) -> bool {
    service.spec.as_ref().is_some_and(|spec| spec.type_.as_deref() == Some("ExternalName"))
}
