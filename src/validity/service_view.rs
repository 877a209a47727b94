//! A Service with the defaults that its checks rest on.

use k8s_openapi::api::core::v1::ServiceSpec;

/// The spec of a Service with its type and its addresses.
pub(super) struct ServiceView<'a> {
    pub(super) spec: &'a ServiceSpec,
    /// `type`, `ClusterIP` by default.
    pub(super) kind: &'a str,
    /// `clusterIPs`, which `clusterIP` fills where it is empty. `normalizeClusterIPs`.
    pub(super) cluster_ips: Vec<&'a str>,
}

impl<'a> ServiceView<'a> {
    pub(super) fn new(spec: &'a ServiceSpec) -> Self {
        let listed: Vec<&str> = spec.cluster_ips.iter().flatten().map(String::as_str).collect();
        let single = spec.cluster_ip.as_deref().filter(|ip| !ip.is_empty());
        let cluster_ips = if listed.is_empty() { single.into_iter().collect() } else { listed };
        let kind = spec.type_.as_deref().filter(|kind| !kind.is_empty()).unwrap_or("ClusterIP");
        Self { spec, kind, cluster_ips }
    }

    /// `isHeadlessService`.
    pub(super) fn is_headless(&self) -> bool {
        self.cluster_ips == ["None"]
    }

    /// Returns true where traffic from outside the cluster may come in. `ExternallyAccessible`.
    pub(super) fn is_public(&self) -> bool {
        match self.kind {
            "LoadBalancer" | "NodePort" => true,
            "ClusterIP" => self.spec.external_ips.as_ref().is_some_and(|ips| !ips.is_empty()),
            _ => false,
        }
    }
}
