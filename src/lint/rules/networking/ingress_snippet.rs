//! The rule `ingress-snippet`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// An Ingress with an annotation that inserts text into the configuration of nginx: `…/configuration-snippet`,
    /// `…/server-snippet` and the like.
    ///
    /// ## Why it matters
    /// The text can do whatever nginx can, including reading the credentials of the controller and with them every
    /// Secret of the cluster (CVE-2021-25742). Controllers reject such annotations unless they are explicitly allowed.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: web, annotations: {nginx.ingress.kubernetes.io/server-snippet: "location /x {}"}}
    /// spec:
    ///   defaultBackend: {service: {name: web, port: {number: 80}}}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: {name: web, annotations: {nginx.ingress.kubernetes.io/rewrite-target: /}}
    /// spec:
    ///   defaultBackend: {service: {name: web, port: {number: 80}}}
    /// ```
    "ingress-snippet", Warning, Networking, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Ingress(ingress) = object.manifest.object() else { return };
    for (key, _) in ingress.metadata.annotations.iter().flatten().filter(|(key, _)| key.ends_with("-snippet")) {
        let place = FieldPath::default().field("metadata.annotations").key(key);
        out.at(place, format!("`{key}` puts text into the configuration of nginx"))
            .help("remove it, and use an annotation that does the one thing you need");
    }
}
