//! The rule `probe-on-loopback`.

use crate::composition::{ListenPort, Member, PortEvidence, Scope, is_loopback};
use crate::edit::Change;
use crate::k8s::{Container, Slot};
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// An HTTP, TCP or gRPC probe of a port that the container, or one beside it, opens on 127.0.0.1 only, or a probe with
    /// `host: 127.0.0.1`.
    ///
    /// ## Why it matters
    /// The kubelet probes from outside the Pod, at the address of the Pod. It cannot reach a port on the loopback
    /// interface of the Pod, and 127.0.0.1 in a probe means the node. The container is restarted again and again, or
    /// never becomes ready.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     args: [--address=127.0.0.1, --port=5432, shop:europe-west1:orders]
    ///     livenessProbe: {tcpSocket: {port: 5432}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     args: [--address=127.0.0.1, --port=5432, --health-check, --http-address=0.0.0.0, shop:europe-west1:orders]
    ///     livenessProbe: {httpGet: {path: /liveness, port: 9090}}
    /// ```
    "probe-on-loopback", Error, Composition, Check::Container(check), fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    // On the node's own network, its loopback interface is the containers' too.
    if pod.pod.spec.host_network == Some(true) || container.slot == Slot::Init {
        return;
    }
    for probe in container.probes() {
        if let Some(host) = probe.host().filter(|host| is_loopback(host)) {
            let field = if probe.spec.http_get.is_some() { "httpGet.host" } else { "tcpSocket.host" };
            let place = probe.path.clone().field(field);
            out.at(place.clone(), format!("the kubelet takes `{host}` for the node, not for the Pod"))
                .help("remove `host`: the kubelet then probes the address of the Pod")
                .fix(Repair::to_review("remove `host`", [Change::Remove(place)]));
            continue;
        }
        let Some(asked) = probe.port() else { continue };
        let number = asked.number.or_else(|| {
            let port = container.port_named(asked.name?)?;
            u16::try_from(port.container_port).ok()
        });
        let Some((_, member)) = pod.member(container) else { continue };
        let opens = |member: &Member| member.ports.iter().any(|listen| Some(listen.port) == number);
        // A neighbour may open the port, as an elector does.
        let mut others = pod.composition().members.iter().filter(|other| other.is_long_running() && opens(other));
        let opener = if opens(member) { Some(member) } else { others.next().filter(|_| others.next().is_none()) };
        let Some(opener) = opener else { continue };
        let heard: Vec<_> =
            opener.ports.iter().filter(|listen| Some(listen.port) == number && is_sure(listen)).collect();
        if !heard.is_empty() && heard.iter().all(|listen| listen.scope == Scope::Loopback) {
            let port = heard[0].port;
            out.at(
                asked.path,
                format!("`{}` opens port {port} on 127.0.0.1 only, which the kubelet cannot reach", opener.name),
            )
            .help("probe a port that is open to the Pod's address, or run a command in the container")
            .related(&heard[0].place, "opened here");
        }
    }
}

/// Returns true if the program was told so; what a manifest declares says nothing of the interface.
const fn is_sure(listen: &ListenPort) -> bool {
    !listen.ambiguous && matches!(listen.evidence, PortEvidence::Option | PortEvidence::Variable | PortEvidence::File)
}
