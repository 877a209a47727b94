//! The rule `unsafe-sysctl`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A kernel parameter in `sysctls` that is not on Kubernetes' list of safe ones.
    ///
    /// ## Why it matters
    /// Unsafe parameters affect other Pods of the node, or the node itself. The kubelet refuses them unless it is
    /// configured to allow each one.
    ///
    /// ## Instead of
    /// ```yaml
    /// securityContext: {sysctls: [{name: kernel.msgmax, value: "65536"}]}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}]}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "unsafe-sysctl", Warning, Security, Check::Pod(check), off, fixable(Fixable::Unsafe)
}

/// The parameters that the Baseline level allows, as of Kubernetes 1.36.
///
/// Source: `policy/check_sysctls.go` of Kubernetes' pod-security-admission.
const SAFE: [&str; 12] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let sysctls = pod.pod.security().and_then(|of_pod| of_pod.sysctls.as_ref());
    for (at, sysctl) in sysctls.into_iter().flatten().enumerate() {
        let name = &sysctl.name;
        if !SAFE.contains(&name.as_str()) {
            let place = pod.pod.path().field("securityContext.sysctls").index(at);
            out.at(place.clone().field("name"), format!("`{name}` is not a safe kernel parameter"))
                .help("remove it, or set it on the node")
                .fix(Repair::to_review("remove it", [Change::Remove(place)]));
        }
    }
}
