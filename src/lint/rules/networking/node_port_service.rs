//! The rule `node-port-service`.

use crate::k8s::Object;
use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A Service of type `NodePort`.
    ///
    /// ## Why it matters
    /// Everybody who can reach a node can reach the Service, bypassing an Ingress and its TLS, and firewalls must be
    /// opened for a port that was assigned at random.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: web}
    /// spec: {selector: {app: web}, ports: [{port: 80}]}
    /// ```
    "node-port-service", Info, Networking, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let Object::Service(service) = object.manifest.object() else { return };
    if service.spec.as_ref().is_some_and(|spec| spec.type_.as_deref() == Some("NodePort")) {
        out.at(FieldPath::default().field("spec.type"), "every node opens a port for this Service")
            .help("use an Ingress or a Gateway, and the type `ClusterIP`");
    }
}
