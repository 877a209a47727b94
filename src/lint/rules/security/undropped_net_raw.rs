//! The rule `undropped-net-raw`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that keeps the capability `NET_RAW`, which containers have by default.
    ///
    /// ## Why it matters
    /// With it, a program can forge packets: on the network of its node it can impersonate other Pods and intercept
    /// their traffic.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {drop: [NET_RAW]}}
    /// ```
    "undropped-net-raw", Warning, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.is_windows() || !container.keeps_capability("NET_RAW") {
        return;
    }
    out.at(
        container.security_path("capabilities.drop"),
        format!("`{}` may forge packets (`NET_RAW`)", container.name()),
    )
    .help("write `capabilities: {drop: [ALL]}`, or drop `NET_RAW`");
}
