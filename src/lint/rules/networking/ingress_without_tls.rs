//! The rule `ingress-without-tls`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// An Ingress without `tls`, and without an annotation that gives its load balancer a certificate.
    ///
    /// ## Why it matters
    /// Everybody on the network path can read and change the traffic, including passwords and cookies.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: web}
    /// spec:
    ///   rules:
    ///     - host: web.example.com
    ///       http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: web}
    /// spec:
    ///   tls: [{hosts: [web.example.com], secretName: web-tls}]
    ///   rules:
    ///     - host: web.example.com
    ///       http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
    /// ```
    "ingress-without-tls", Info, Networking, Check::Object(check), off
}

/// Annotations by which load balancers of clouds get certificates, and platforms that have one for all.
const CERTIFICATES: [&str; 6] = [
    "alb.ingress.kubernetes.io/certificate-arn",
    "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "networking.gke.io/managed-certificates",
    "route.openshift.io/termination",
    "traefik.ingress.kubernetes.io/router.tls",
];

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Ingress(ingress) = object.manifest.object() else { return };
    let mut annotations = ingress.metadata.annotations.iter().flatten();
    let has_tls = ingress.spec.as_ref().is_some_and(|spec| spec.tls.iter().flatten().next().is_some());
    if !has_tls && !annotations.any(|(key, _)| CERTIFICATES.contains(&key.as_str())) {
        out.at(FieldPath::default().field("spec"), "this Ingress serves HTTP without TLS")
            .help("add `tls` with the hosts and the Secret of their certificate");
    }
}
