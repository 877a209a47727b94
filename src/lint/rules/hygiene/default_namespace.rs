//! The rule `default-namespace`.

use crate::lint::rule::rule;
use crate::lint::{Check, ObjectView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// An object in the namespace `default`. Objects that Kubernetes itself keeps there are not reported.
    ///
    /// ## Why it matters
    /// Quotas, policies and permissions apply to namespaces. Objects of different applications and teams end up in
    /// `default` and share all of these.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app, namespace: default}
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: app, namespace: shop}
    /// ```
    "default-namespace", Info, Hygiene, Check::Object(check), off
}

fn check(object: &ObjectView<'_>, out: &mut Sink<'_>) {
    let identity = &object.manifest.identity;
    let of_kubernetes = [("Service", "kubernetes"), ("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt")];
    let name = identity.name.as_deref().unwrap_or_default();
    let is_own = of_kubernetes.contains(&(&*identity.kind, name));
    if identity.namespace.as_deref() == Some("default") && !is_own {
        out.at(FieldPath::default().field("metadata.namespace"), "this object is in the namespace `default`")
            .help("give the application its own namespace");
    }
}
