//! The rule `dangling-localhost`.

use crate::composition::knowledge::SoftwareKind;
use crate::composition::{Endpoint, Member, Origin, PortEvidence, Role};
use crate::lint::config_texts;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that is configured to connect to a port on localhost where no container of the Pod listens.
    ///
    /// ## Why it matters
    /// localhost is the Pod itself. If none of its containers listens on the port, every connection is refused. Usually
    /// a helper was forgotten or listens on another port, or the setting was copied from a machine on which all
    /// programs ran together.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    ///     env: [{name: REDIS_URL, value: "redis://localhost:6379"}]
    ///   - name: proxy
    ///     image: haproxy:3.2.4
    ///     ports: [{containerPort: 6380}]
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    ///     env: [{name: REDIS_URL, value: "redis://localhost:6380"}]
    ///   - name: proxy
    ///     image: haproxy:3.2.4
    ///     ports: [{containerPort: 6380}]
    /// ```
    "dangling-localhost", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    // On the node's own network, localhost is the node; who is put into the Pod later may listen anywhere.
    if pod.pod.spec.host_network == Some(true) || is_injected(pod) {
        return;
    }
    let members = &pod.composition().members;
    // One container of which nothing is known may be the one that listens; one that does nothing is not.
    let is_known = |member: &Member| {
        member.idle.is_some() || member.ports.iter().any(|listen| listen.evidence != PortEvidence::Maybe)
    };
    let running = || members.iter().filter(|member| member.is_long_running());
    if running().count() < 2 || !running().all(is_known) {
        return;
    }
    let Some(configs) = config_texts::all(pod) else { return };
    // What could as well be the address to listen on is no answer to itself.
    let listens = |port: u16, target: &Endpoint| {
        let mut all = members.iter().flat_map(|member| &member.ports).filter(|listen| listen.port == port);
        all.any(|listen| !listen.ambiguous || listen.place != target.place || is_plain_address(&target.origin))
            || configs.iter().any(|text| text.contains(&port.to_string()))
    };
    // What a helper asks of an application may be a port that the application has beside those that are known.
    let has_more = |asker: &Member| {
        let app =
            |member: &Member| member.path != asker.path && member.idle.is_none() && member.kind().is_none_or(is_app);
        // Queues and roots ask main at the port of its work, which is one that it declares.
        let at_work = matches!(asker.role, Role::WorkQueue | Role::ScatterGather);
        let declares = |member: &Member| member.ports.iter().any(|port| port.evidence == PortEvidence::Declared);
        asker.role.is_helper() && running().any(|member| app(member) && !(at_work && declares(member)))
    };
    // What a neighbour asks as well is more likely to be where this one listens.
    let asked = |own: &Member, target: &Endpoint| {
        let listens = own.ports.iter().any(|listen| listen.place == target.place);
        let mut others = running().filter(|member| member.path != own.path).flat_map(|member| &member.endpoints);
        listens && others.any(|other| other.is_local() && other.port == target.port)
    };
    for member in running().filter(|member| !has_more(member)) {
        for target in member.endpoints.iter().filter(|target| is_told(target) && !asked(member, target)) {
            let Some(port) = target.port.filter(|&port| !listens(port, target)) else { continue };
            out.at(
                &target.place,
                format!("`{}` is configured to connect to localhost:{port}, where no container listens", member.name),
            )
            .help("use the port of the container that serves it, or the name of its Service");
        }
    }
}

const fn is_app(kind: SoftwareKind) -> bool {
    matches!(kind, SoftwareKind::App | SoftwareKind::Proxy | SoftwareKind::Runtime)
}

/// Returns true if an annotation asks for a container that the manifest does not show, as those of service meshes do:
/// `linkerd.io/inject: enabled`, `dapr.io/enabled: "true"`.
fn is_injected(pod: &PodView<'_>) -> bool {
    let annotations = pod.pod.metadata.and_then(|metadata| metadata.annotations.as_ref());
    annotations.into_iter().flatten().any(|(key, value)| {
        (key.contains("inject") || key.starts_with("dapr.io/")) && !matches!(value.as_str(), "false" | "disabled")
    })
}

/// Returns true if an address is a setting of the program itself; scripts, probes and hooks may well ask in vain.
fn is_told(target: &Endpoint) -> bool {
    target.is_local() && target.port_written && matches!(target.origin, Origin::Variable(_) | Origin::Argument(_))
}

/// Returns true if an option names no server but the program's own: `--grpc-address`, `--http-addr`.
fn is_plain_address(written: &Origin) -> bool {
    let Origin::Argument(option) = written else { return false };
    let mut words = option.split(['-', '.', '_']).filter(|word| !word.is_empty());
    words.all(|word| matches!(word, "addr" | "address" | "http" | "https" | "grpc" | "api" | "rest"))
}
