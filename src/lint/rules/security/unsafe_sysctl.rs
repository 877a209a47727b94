//! The rule `unsafe-sysctl`.

use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};
use crate::validity::Release;

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

/// The parameters that the Baseline level allows, each with the first release of which it does; those of 1.25 are older.
///
/// Source: `policy/check_sysctls.go` of Kubernetes' pod-security-admission.
const SAFE: [(&str, u8); 12] = [
    ("kernel.shm_rmid_forced", 25),
    ("net.ipv4.ip_local_port_range", 25),
    ("net.ipv4.ip_local_reserved_ports", 27),
    ("net.ipv4.ip_unprivileged_port_start", 25),
    ("net.ipv4.ping_group_range", 25),
    ("net.ipv4.tcp_fin_timeout", 29),
    ("net.ipv4.tcp_keepalive_intvl", 29),
    ("net.ipv4.tcp_keepalive_probes", 29),
    ("net.ipv4.tcp_keepalive_time", 29),
    ("net.ipv4.tcp_rmem", 32),
    ("net.ipv4.tcp_syncookies", 25),
    ("net.ipv4.tcp_wmem", 32),
];

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let sysctls = pod.pod.security().and_then(|of_pod| of_pod.sysctls.as_ref());
    for (at, sysctl) in sysctls.into_iter().flatten().enumerate() {
        let name = &sysctl.name;
        let is_safe = SAFE.iter().any(|&(safe, since)| safe == name && out.release() >= Release::minor(since));
        if !is_safe {
            let place = pod.pod.path().field("securityContext.sysctls").index(at);
            out.at(place.clone().field("name"), format!("`{name}` is not a safe kernel parameter"))
                .help("remove it, or set it on the node")
                .fix(Repair::to_review("remove it", [Change::Remove(place)]));
        }
    }
}
