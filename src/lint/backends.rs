//! The Services, and the ports of them, that an Ingress or a route of the Gateway API passes requests on to.

use k8s_openapi::api::networking::v1::{Ingress, IngressBackend};

use crate::yaml::{FieldPath, Node, Scalar};

/// A Service and its port, as an object asks for them.
pub(super) struct Backend<'a> {
    pub(super) service: &'a str,
    pub(super) number: Option<i64>,
    pub(super) name: Option<&'a str>,
    pub(super) place: FieldPath,
}

/// Returns the backends of an Ingress.
pub(super) fn of_ingress(ingress: &Ingress) -> Vec<Backend<'_>> {
    let spec = || FieldPath::default().field("spec");
    let mut backends: Vec<(FieldPath, &IngressBackend)> = Vec::new();
    if let Some(of) = &ingress.spec {
        backends.extend(of.default_backend.iter().map(|backend| (spec().field("defaultBackend"), backend)));
        for (rule, of) in of.rules.iter().flatten().enumerate() {
            for (at, path) in of.http.iter().flat_map(|http| &http.paths).enumerate() {
                let place = spec().field("rules").index(rule).field("http.paths").index(at);
                backends.push((place.field("backend"), &path.backend));
            }
        }
    }
    let asked = backends.into_iter().filter_map(|(place, backend)| {
        let service = backend.service.as_ref()?;
        let port = service.port.as_ref()?;
        let field = if port.number.is_some() { "service.port.number" } else { "service.port.name" };
        let (number, name) = (port.number.map(i64::from), port.name.as_deref());
        Some(Backend { service: &service.name, number, name, place: place.field(field) })
    });
    asked.collect()
}

/// The backends of a route of the Gateway API that are Services of its own namespace.
pub(super) fn of_route(route: Node<'_>) -> Vec<Backend<'_>> {
    let mut backends = Vec::new();
    let rules = route.get("spec").and_then(|spec| spec.get("rules")).into_iter().flat_map(Node::items).enumerate();
    for (rule, of) in rules {
        for (at, backend) in of.get("backendRefs").into_iter().flat_map(Node::items).enumerate() {
            let is_service = backend.get("kind").is_none_or(|kind| kind.as_str() == Some("Service"));
            let port = backend.get("port").map(Node::scalar);
            if let (Some(service), Some(Scalar::Int(number)), true, None) =
                (backend.get("name").and_then(Node::as_str), port, is_service, backend.get("namespace"))
            {
                let place = FieldPath::default().field("spec.rules").index(rule).field("backendRefs").index(at);
                backends.push(Backend { service, number: Some(number), name: None, place: place.field("port") });
            }
        }
    }
    backends
}
