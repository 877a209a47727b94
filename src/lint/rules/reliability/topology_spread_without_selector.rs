//! The rule `topology-spread-without-selector`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A topology spread constraint without a `labelSelector`.
    ///
    /// ## Why it matters
    /// The constraint counts the Pods that its selector matches. Without a selector it matches none, every node looks
    /// empty, and nothing is spread.
    ///
    /// ## Instead of
    /// ```yaml
    /// topologySpreadConstraints:
    ///   - {topologyKey: kubernetes.io/hostname, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// topologySpreadConstraints:
    ///   - topologyKey: kubernetes.io/hostname
    ///     maxSkew: 1
    ///     whenUnsatisfiable: DoNotSchedule
    ///     labelSelector: {matchLabels: {app: web}}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "topology-spread-without-selector", Warning, Reliability, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for (at, constraint) in pod.pod.spec.topology_spread_constraints.iter().flatten().enumerate() {
        if constraint.label_selector.is_none() {
            out.at(
                pod.pod.path().field("topologySpreadConstraints").index(at),
                "this constraint selects no Pods, and spreads nothing",
            )
            .help("add a `labelSelector` with the labels of these Pods");
        }
    }
}
