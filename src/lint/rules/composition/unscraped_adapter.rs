//! The rule `unscraped-adapter`.

use crate::composition::knowledge::Function;
use crate::composition::{Member, PortEvidence, Role};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A metrics exporter that nothing in the input refers to: no declared port, no scrape annotation, no Service; or a
    /// scrape annotation with the port of another container.
    ///
    /// ## Why it matters
    /// A PodMonitor finds an exporter by the name of a declared port, and Prometheus by annotations or a Service.
    /// Without any of them the metrics are never collected.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: cache
    ///     image: redis:8.2.1
    ///     ports: [{containerPort: 6379}]
    ///   - name: metrics
    ///     image: oliver006/redis_exporter:v1.74.0
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: cache
    ///     image: redis:8.2.1
    ///     ports: [{containerPort: 6379}]
    ///   - name: metrics
    ///     image: oliver006/redis_exporter:v1.74.0
    ///     ports: [{name: metrics, containerPort: 9121}]
    /// ```
    "unscraped-adapter", Info, Composition, Check::Pod(check), needs_others
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let members = &pod.composition().members;
    let annotation = scrape_port(pod);
    let others = members.iter().filter(|member| member.role == Role::Main).count();
    for member in members.iter().filter(|member| exports(member) && others > 0) {
        let has = |port: u16| member.ports.iter().any(|listen| listen.port == port);
        let declared = member.ports.iter().any(|listen| listen.evidence == PortEvidence::Declared);
        let is_led_to = |port: Option<u16>| port.is_some_and(has);
        let owner = annotation.and_then(|port| members.iter().find(|m| m.ports.iter().any(|l| l.port == port)));
        if let Some(owner) = owner.filter(|owner| owner.path != member.path && !has_metrics(owner, annotation)) {
            out.at(
                annotations(pod).key(PORT),
                format!("this is a port of `{}`; `{}` has the metrics", owner.name, member.name),
            )
            .help(format!("write the port of `{}`", member.name))
            .related(&member.path, "exports metrics");
        } else if !declared && !is_led_to(annotation) && !pod.context().served(&pod.pod).keys().any(|&port| has(port)) {
            out.at(&member.path, format!("nothing in the input refers to the metrics of `{}`", member.name))
                .help("declare its port under the name `metrics`, and scrape it by that name");
        }
    }
}

const SCRAPE: &str = "prometheus.io/scrape";
const PORT: &str = "prometheus.io/port";

fn exports(member: &Member) -> bool {
    member.role == Role::Adapter && member.is_long_running() && member.function == Some(Function::MetricsExporter)
}

/// Returns true if a container has metrics of its own at a port, by its name.
fn has_metrics(member: &Member, port: Option<u16>) -> bool {
    let named = |name: &str| ["metric", "prom", "monitor"].iter().any(|word| name.contains(word));
    let mut names = member.ports.iter().filter(|listen| Some(listen.port) == port).filter_map(|l| l.name.as_deref());
    exports(member) || names.any(named)
}

/// Returns where the annotations of the Pod stand: beside its spec.
fn annotations(pod: &PodView<'_>) -> FieldPath {
    pod.pod.path().parent().unwrap_or_default().field("metadata.annotations")
}

fn scrape_port(pod: &PodView<'_>) -> Option<u16> {
    let annotations = pod.pod.metadata?.annotations.as_ref()?;
    annotations.get(SCRAPE).filter(|on| *on == "true")?;
    annotations.get(PORT)?.parse().ok()
}
