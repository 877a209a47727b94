//! The rule `privileged-security-constraint`.

use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::{FieldPath, Node, Scalar};

rule! {
    /// ## What it catches
    /// An OpenShift SecurityContextConstraints object that allows privileged containers.
    ///
    /// ## Why it matters
    /// Everybody who may use it can start a container that controls the whole node.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: security.openshift.io/v1
    /// kind: SecurityContextConstraints
    /// metadata: {name: builders}
    /// allowPrivilegedContainer: true
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: security.openshift.io/v1
    /// kind: SecurityContextConstraints
    /// metadata: {name: builders}
    /// allowPrivilegedContainer: false
    /// ```
    "privileged-security-constraint", Warning, Security, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let manifest = object.manifest;
    if manifest.identity.kind != "SecurityContextConstraints" {
        return;
    }
    let allowed = manifest.node().get("allowPrivilegedContainer").map(Node::scalar);
    if matches!(allowed, Some(Scalar::Bool(true))) {
        let place = FieldPath::default().field("allowPrivilegedContainer");
        out.at(place, "this allows privileged containers").help("write `allowPrivilegedContainer: false`");
    }
}
