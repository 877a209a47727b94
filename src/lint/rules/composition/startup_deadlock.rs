//! The rule `startup-deadlock`.

use crate::composition::{Endpoint, Member, Origin, PortEvidence};
use crate::k8s::{Container, Slot};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A startupProbe of a native sidecar, or an init container, that waits for a container that starts only after it.
    ///
    /// ## Why it matters
    /// Init containers run one after the other, and a native sidecar counts as started when its startupProbe succeeds.
    /// Later containers are not started before that, so the Pod stays in `Init` forever.
    ///
    /// ## Instead of
    /// ```yaml
    /// initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.35.0
    ///     restartPolicy: Always
    ///     startupProbe: {httpGet: {path: /healthz, port: 8080}}
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: proxy
    ///     image: envoyproxy/envoy:v1.35.0
    ///     restartPolicy: Always
    ///     ports: [{containerPort: 9901}]
    ///     startupProbe: {httpGet: {path: /ready, port: 9901}}
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    /// ```
    "startup-deadlock", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let members = &pod.composition().members;
    // Who opens a port, as far as that is sure; the containers stand in the order they start in.
    let opens = |member: &Member, port: u16| {
        member
            .ports
            .iter()
            .any(|listen| listen.port == port && !listen.ambiguous && listen.evidence != PortEvidence::Maybe)
    };
    let late = |at: usize, port: u16| {
        let before = members[..=at].iter().any(|member| member.slot != Slot::Init && opens(member, port));
        members[at + 1..].iter().find(|member| !before && member.is_long_running() && opens(member, port))
    };
    for (at, (member, container)) in members.iter().zip(&pod.containers).enumerate() {
        let waits: Vec<(u16, FieldPath)> = match member.slot {
            Slot::Sidecar => startup_port(container).into_iter().chain(asked(member, is_startup)).collect(),
            Slot::Init => asked(member, is_awaited).chain(later_sidecar(members, at)).collect(),
            _ => continue,
        };
        for (port, place) in waits {
            let Some(main) = late(at, port) else { continue };
            out.at(
                place,
                format!("`{}` waits for port {port} of `{}`, which starts only after it", member.name, main.name),
            )
            .help(format!("wait only for containers that start before `{}`", member.name))
            .related(&main.path, "starts later");
        }
    }
}

/// The ports of native sidecars further down the list that the settings of an init container name.
fn later_sidecar(members: &[Member], at: usize) -> impl Iterator<Item = (u16, FieldPath)> {
    let of_sidecar = move |port: u16| {
        let mut later = members[at + 1..].iter().filter(|member| member.slot == Slot::Sidecar);
        later.any(|member| member.ports.iter().any(|listen| listen.port == port && !listen.ambiguous))
    };
    asked(&members[at], |target| matches!(target.origin, Origin::Variable(_)))
        .filter(move |(port, _)| of_sidecar(*port))
}

fn startup_port(container: &Container<'_>) -> Option<(u16, FieldPath)> {
    let probe = container.probes().find(|probe| probe.field == "startupProbe" && probe.host().is_none())?;
    let asked = probe.port()?;
    Some((asked.number?, asked.path))
}

fn asked(member: &Member, counts: fn(&Endpoint) -> bool) -> impl Iterator<Item = (u16, FieldPath)> {
    let targets = member.endpoints.iter().filter(move |target| target.is_local() && counts(target));
    targets.filter_map(|target| Some((target.port?, target.place.clone())))
}

/// Returns true if the command of a startupProbe asks an address of the Pod.
fn is_startup(target: &Endpoint) -> bool {
    matches!(target.origin, Origin::Probe("startupProbe"))
}

/// Returns true if a script of an init container asks an address of the Pod.
fn is_awaited(target: &Endpoint) -> bool {
    matches!(target.origin, Origin::Script | Origin::Argument(_))
}
