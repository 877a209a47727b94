//! The rule `load-balancer-service`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Service of type `LoadBalancer`.
    ///
    /// ## Why it matters
    /// In most clouds it opens the port to the whole internet, and each one needs a public address and costs money.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ```
    "load-balancer-service", Info, Networking, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Service(service) = object.manifest.object() else { return };
    if service.spec.as_ref().is_some_and(|spec| spec.type_.as_deref() == Some("LoadBalancer")) {
        out.at(FieldPath::default().field("spec.type"), "this Service gets an address of its own outside the cluster")
            .help("use an Ingress or a Gateway, if it is for HTTP, or an internal load balancer");
    }
}
