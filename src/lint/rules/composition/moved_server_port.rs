//! The rule `moved-server-port`.

use crate::composition::{ListenPort, Member, Origin, PortEvidence};
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A database, cache or broker that is configured to listen on another port than the usual one, by an option, a
    /// variable or its configuration file, while a probe, a Service or a neighbour still uses the usual port.
    ///
    /// ## Why it matters
    /// Nothing listens on the usual port any more. The probe fails and the container is restarted again and again, or
    /// every connection is refused.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: db
    ///     image: postgres:17
    ///     env: [{name: PGPORT, value: "5433"}]
    ///     readinessProbe: {tcpSocket: {port: 5432}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: db
    ///     image: postgres:17
    ///     env: [{name: PGPORT, value: "5433"}]
    ///     readinessProbe: {tcpSocket: {port: 5433}}
    /// ```
    "moved-server-port", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.spec.host_network == Some(true) {
        return;
    }
    let members = &pod.composition().members;
    for (member, container) in members.iter().zip(&pod.containers).filter(|(member, _)| member.is_long_running()) {
        let Some((usual, moved)) = moved(member) else { continue };
        let opens = |listen: &ListenPort| listen.port == usual && listen.evidence != PortEvidence::Declared;
        if members.iter().any(|other| other.ports.iter().any(opens)) {
            continue;
        }
        report(pod, (member, container), (usual, moved), out);
    }
}

/// Returns the usual port of a server, and the one that it is told instead.
fn moved(member: &Member) -> Option<(u16, &ListenPort)> {
    let software = member.software().filter(|software| software.kind.is_store())?;
    let usual = *software.ports.first()?;
    let told = |listen: &&ListenPort| {
        matches!(listen.evidence, PortEvidence::Option | PortEvidence::File) && !listen.ambiguous
    };
    let mut all = member.ports.iter().filter(told);
    let (first, None) = (all.next()?, all.next()) else { return None };
    Some((usual, first))
}

fn report(pod: &PodView<'_>, server: (&Member, &Container<'_>), ports: (u16, &ListenPort), out: &mut Sink<'_>) {
    let ((member, container), (usual, moved)) = (server, ports);
    let listens = format!("`{}` listens on port {}", member.name, moved.port);
    for asked in container.probes().filter_map(|probe| probe.port()) {
        let named = || container.port_named(asked.name?).and_then(|port| u16::try_from(port.container_port).ok());
        if asked.number.or_else(named) == Some(usual) {
            out.at(asked.path, format!("{listens}, and this asks {usual}"))
                .help(format!("ask port {}", moved.port))
                .related(&moved.place, "configured here");
        }
    }
    if let Some(service) = pod.context().served(&pod.pod).get(&usual) {
        out.at(&moved.place, format!("{listens}, and the Service `{service}` sends to {usual}"))
            .help(format!("set `targetPort: {}` in the Service", moved.port));
    }
    let neighbours = pod.composition().members.iter().filter(|other| other.path != member.path);
    for endpoint in neighbours.flat_map(|other| &other.endpoints) {
        let is_setting = matches!(endpoint.origin, Origin::Variable(_) | Origin::Argument(_));
        if is_setting && endpoint.is_local() && endpoint.port == Some(usual) {
            out.at(&endpoint.place, format!("{listens}, and this connects to {usual}"))
                .help(format!("connect to port {}", moved.port))
                .related(&moved.place, "configured here");
        }
    }
}
