//! The rule `probe-of-leadership`.

use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A startupProbe or livenessProbe that checks whether the Pod is the leader.
    ///
    /// ## Why it matters
    /// Only one Pod is the leader. With such a startupProbe the others never start, and with such a livenessProbe they
    /// are restarted forever: no Pod is available to take over when the leader fails.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/leader-elector:1.2.0
    /// startupProbe: {httpGet: {path: /leader, port: 4041}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/leader-elector:1.2.0
    /// startupProbe: {httpGet: {path: /readyz, port: 4041}}
    /// ```
    "probe-of-leadership", Warning, Reliability, Check::Container(check)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    for probe in container.probes().filter(|probe| probe.field != "readinessProbe") {
        let Some(path) = probe.spec.http_get.as_ref().and_then(|get| get.path.as_deref()) else { continue };
        // The adapter of client-go, which fails in a leader that lost its Lease and nowhere else.
        if path.contains("leader-election") {
            continue;
        }
        let mut words = path.split(|c: char| !c.is_ascii_alphanumeric());
        if words.any(|word| matches!(word, "leader" | "isleader" | "isLeader" | "is_leader" | "leading")) {
            let name = container.name();
            out.at(
                probe.path.field("httpGet.path"),
                format!("this {} of `{name}` succeeds in the Pod that leads and in no other", probe.field),
            )
            .help("request a path that reports whether the program runs, such as `/healthz`");
        }
    }
}
