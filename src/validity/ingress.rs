//! Ingress and IngressClass: from a host name to a Service.
//!
//! Source: `pkg/apis/networking/validation/validation.go`, defaults of `pkg/apis/networking/v1/defaults.go`.

use std::net::Ipv4Addr;

use k8s_openapi::api::core::v1::TypedLocalObjectReference;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, Ingress, IngressBackend, IngressClass, IngressClassParametersReference, IngressRule,
    IngressServiceBackend, IngressSpec, IngressTLS,
};

use super::FieldErrors;
use super::content::{self, FormatError};
use super::metadata::{self, Scope};
use crate::yaml::Path;

const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";
/// Bytes of the controller's name.
const CONTROLLER_LIMIT: usize = 250;
const PATH_TYPES: [&str; 3] = ["Exact", "ImplementationSpecific", "Prefix"];

/// `ValidateIngressCreate`.
pub(super) fn check_ingress(object: &Ingress, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &meta, errors);
    let empty = IngressSpec::default();
    let spec = object.spec.as_ref().unwrap_or(&empty);
    check_spec(spec, &Path::ROOT.field("spec"), errors);
    let annotated = object.metadata.annotations.as_ref().and_then(|annotations| annotations.get(CLASS_ANNOTATION));
    if let (Some(old), Some(class)) = (annotated, spec.ingress_class_name.as_deref())
        && old != class
    {
        let annotations = meta.field("annotations");
        let why = format!("is not `ingressClassName`, which is `{class}`");
        // The server's own path has neither `metadata` nor brackets.
        let path = Path::ROOT.field("annotations.kubernetes.io/ingress.class");
        let fault = errors.invalid(&path, old, why, format!("take the annotation `{CLASS_ANNOTATION}` out"));
        fault.at(&annotations.key(CLASS_ANNOTATION));
    }
}

/// `ValidateIngressSpec`.
fn check_spec(spec: &IngressSpec, path: &Path<'_>, errors: &mut FieldErrors) {
    let rules = spec.rules.as_deref().unwrap_or_default();
    if rules.is_empty() && spec.default_backend.is_none() {
        errors.invalid(
            path,
            "rules",
            "is empty, and there is no `defaultBackend`",
            "write a rule or a `defaultBackend`",
        );
    }
    if let Some(backend) = &spec.default_backend {
        check_backend(backend, &path.field("defaultBackend"), errors);
    }
    let list = path.field("rules");
    for (index, rule) in rules.iter().enumerate() {
        check_rule(rule, &list.index(index), errors);
    }
    let list = path.field("tls");
    for (index, tls) in spec.tls.iter().flatten().enumerate() {
        check_tls(tls, &list.index(index), errors);
    }
    if let Some(class) = spec.ingress_class_name.as_deref() {
        errors.content(&path.field("ingressClassName"), class, content::dns_subdomain(class));
    }
}

/// `validateIngressTLS`.
fn check_tls(tls: &IngressTLS, path: &Path<'_>, errors: &mut FieldErrors) {
    let list = path.field("hosts");
    for (index, host) in tls.hosts.iter().flatten().enumerate() {
        errors.content(&list.index(index), host, host_name(host));
    }
    if let Some(secret) = tls.secret_name.as_deref().filter(|name| !name.is_empty()) {
        errors.content(&path.field("secretName"), secret, content::dns_subdomain(secret));
    }
}

/// A name, or `*.` and a name.
fn host_name(host: &str) -> Option<FormatError> {
    if host.contains('*') { content::wildcard_subdomain(host) } else { content::dns_subdomain(host) }
}

/// `validateIngressRules`.
fn check_rule(rule: &IngressRule, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(host) = rule.host.as_deref().filter(|host| !host.is_empty()) {
        if is_ip(host) {
            let help = "write a host name, or take `host` out to serve all of them";
            errors.invalid(&path.field("host"), host, "is an IP address", help);
        } else {
            errors.content(&path.field("host"), host, host_name(host));
        }
    }
    let Some(http) = &rule.http else { return };
    let list = path.field("http.paths");
    if http.paths.is_empty() {
        errors.required(&list, "write a path, or take `http` out");
    }
    for (index, entry) in http.paths.iter().enumerate() {
        check_path(entry, &list.index(index), errors);
    }
}

/// An address as Go's older parser reads it: leading zeros pass. `ParseIPSloppy`.
fn is_ip(text: &str) -> bool {
    let octet = |part: &str| {
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.trim_start_matches('0')).is_some_and(|part| part.is_empty() || part.parse::<u8>().is_ok())
    };
    let dotted = text.split('.').count() == 4 && text.split('.').all(octet);
    dotted || text.parse::<Ipv4Addr>().is_ok() || text.parse::<std::net::Ipv6Addr>().is_ok()
}

/// `validateHTTPIngressPath`.
fn check_path(entry: &HTTPIngressPath, path: &Path<'_>, errors: &mut FieldErrors) {
    let value = entry.path.as_deref().unwrap_or_default();
    let at = path.field("path");
    match entry.path_type.as_str() {
        "" => {
            errors.required(&path.field("pathType"), "write `Prefix`, `Exact` or `ImplementationSpecific`");
            return;
        }
        "Exact" | "Prefix" => {
            if !value.starts_with('/') {
                errors.invalid(&at, value, "is not an absolute path", "begin the path with `/`");
            }
            if let Some(odd) = ["//", "/./", "/../", "%2f", "%2F"].into_iter().find(|odd| value.contains(odd)) {
                let help = "write the path in its shortest form";
                errors.invalid(&at, value, format!("contains `{odd}`"), help);
            }
            if let Some(end) = ["/..", "/."].into_iter().find(|end| value.ends_with(end)) {
                errors.invalid(&at, value, format!("ends with `{end}`"), "write the path in its shortest form");
            }
        }
        "ImplementationSpecific" => {
            if !value.is_empty() && !value.starts_with('/') {
                errors.invalid(&at, value, "is not an absolute path", "begin the path with `/`");
            }
        }
        other => {
            errors.not_supported(&path.field("pathType"), other, &PATH_TYPES);
        }
    }
    check_backend(&entry.backend, &path.field("backend"), errors);
}

/// `validateIngressBackend`: a Service or another resource.
fn check_backend(backend: &IngressBackend, path: &Path<'_>, errors: &mut FieldErrors) {
    match (&backend.resource, &backend.service) {
        (Some(_), Some(_)) => {
            let help = "take `service` or `resource` out";
            errors.invalid(path, "backend", "names both a service and a resource", help);
        }
        (Some(resource), None) => check_resource(resource, &path.field("resource"), errors),
        (None, Some(service)) => check_service(service, path, errors),
        (None, None) => {
            let help = "name a service, such as `service: {name: web, port: {number: 80}}`";
            errors.invalid(path, "backend", "has neither a Service nor a resource", help);
        }
    }
}

fn check_service(service: &IngressServiceBackend, path: &Path<'_>, errors: &mut FieldErrors) {
    let at = path.field("service");
    if service.name.is_empty() {
        errors.required(&at.field("name"), "write the name of the service");
    } else {
        errors.content(&at.field("name"), &service.name, content::dns_label(&service.name));
    }
    let port = at.field("port");
    let given = service.port.as_ref();
    let name = given.and_then(|port| port.name.as_deref()).unwrap_or_default();
    match (name, given.and_then(|port| port.number).unwrap_or_default()) {
        ("", 0) => {
            let fault = errors.required(path, "write the port of the service, such as `port: {number: 80}`");
            "the service has no port".clone_into(&mut fault.message);
            fault.at(&port);
        }
        ("", number) => {
            errors.content(&port.field("number"), number, content::port_number(number));
        }
        (name, 0) => {
            errors.content(&port.field("name"), name, content::port_name(name));
        }
        (name, number) => {
            let why = format!("and {number} both say which port");
            errors.invalid(path, name, why, "take `name` or `number` out").at(&port);
        }
    }
}

/// `validateIngressTypedLocalObjectReference`.
fn check_resource(resource: &TypedLocalObjectReference, path: &Path<'_>, errors: &mut FieldErrors) {
    check_group(resource.api_group.as_deref(), path, errors);
    check_segments(&resource.kind, &resource.name, path, errors);
}

fn check_group(group: Option<&str>, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(group) = group {
        errors.content(&path.field("apiGroup"), group, content::dns_subdomain(group));
    }
}

fn check_segments(kind: &str, name: &str, path: &Path<'_>, errors: &mut FieldErrors) {
    for (field, text, help) in [("kind", kind, "write the kind"), ("name", name, "write the name")] {
        if text.is_empty() {
            errors.required(&path.field(field), help);
        } else {
            errors.content(&path.field(field), text, content::path_segment(text, false));
        }
    }
}

/// `ValidateIngressClass`.
pub(super) fn check_ingress_class(object: &IngressClass, errors: &mut FieldErrors) {
    let meta = Path::ROOT.field("metadata");
    metadata::check(&object.metadata, Scope::Cluster, metadata::subdomain_name, &meta, errors);
    let path = Path::ROOT.field("spec");
    let controller = object.spec.as_ref().and_then(|spec| spec.controller.as_deref()).unwrap_or_default();
    let at = path.field("controller");
    if controller.len() > CONTROLLER_LIMIT {
        errors.too_long(&at, CONTROLLER_LIMIT);
    }
    if controller.is_empty() {
        errors.required(&at, "name the controller, such as `controller: k8s.io/ingress-nginx`");
    } else {
        errors.content(&at, controller, content::domain_prefixed_path(controller));
    }
    if let Some(parameters) = object.spec.as_ref().and_then(|spec| spec.parameters.as_ref()) {
        check_parameters(parameters, &path.field("parameters"), errors);
    }
}

/// `validateIngressClassParametersReference`; `Cluster` is the default scope.
fn check_parameters(parameters: &IngressClassParametersReference, path: &Path<'_>, errors: &mut FieldErrors) {
    check_group(parameters.api_group.as_deref(), path, errors);
    check_segments(&parameters.kind, &parameters.name, path, errors);
    let at = path.field("namespace");
    match (parameters.scope.as_deref(), parameters.namespace.as_deref()) {
        (Some("Namespace"), None) => {
            errors.required(&at, "write the namespace, or `scope: Cluster`");
        }
        (Some("Namespace"), Some(namespace)) => {
            errors.content(&at, namespace, content::dns_label(namespace));
        }
        (None | Some("Cluster"), Some(_)) => {
            let why = "parameters of the whole cluster are in no namespace";
            errors.forbidden(&at, why, "take `namespace` out, or write `scope: Namespace`");
        }
        (None | Some("Cluster"), None) => {}
        (Some(other), _) => {
            errors.not_supported(&path.field("scope"), other, &["Cluster", "Namespace"]);
        }
    }
}
