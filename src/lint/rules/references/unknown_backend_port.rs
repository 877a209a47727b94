//! The rule `unknown-backend-port`.

use k8s_openapi::api::core::v1::{Service, ServicePort};

use crate::k8s::Object;
use crate::lint::backends::{Backend, of_ingress, of_route};
use crate::lint::rule::rule;
use crate::lint::service_ports::ServicePorts;
use crate::lint::{Check, ObjectView, Sink};

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
    let context = object.context();
    let backends = match object.manifest.object() {
        Object::Ingress(ingress) => of_ingress(ingress),
        _ if object.manifest.identity.kind == "HTTPRoute" => of_route(object.manifest.node()),
        _ => return,
    };
    for Backend { service, number, name, place } in backends {
        let services = context.services_named(service);
        let has =
            |own: &ServicePort| number == Some(i64::from(own.port)) || name.is_some() && name == own.name.as_deref();
        let Some(ports) = ServicePorts::of(services).filter(|ports| !ports.any(has)) else { continue };
        if name == Some(OF_ANNOTATION)
            || !context.is_service_near(service)
            || services.iter().any(|service| is_external(service))
        {
            continue;
        }
        let Some(asked) = number.map(|number| number.to_string()).or_else(|| name.map(str::to_owned)) else { continue };
        out.at(place, format!("the Service `{service}` has no port `{asked}`"))
            .help(format!("write a port of the Service: {}", ports.choices()));
    }
}

/// The name in the place of a port with which the AWS Load Balancer Controller is sent to an annotation for the backend.
const OF_ANNOTATION: &str = "use-annotation";

fn is_external(service: &Service) -> bool {
    service.spec.as_ref().is_some_and(|spec| spec.type_.as_deref() == Some("ExternalName"))
}
