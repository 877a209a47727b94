//! The rule `undeclared-probe-port`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::{Cel, rule};
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A probe of a port that no container of the Pod declares, although the container declares others.
    ///
    /// ## Why it matters
    /// Programs may listen on ports that are not declared. But if a container declares ports, a missing one is often a
    /// number that was changed in one place only.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe: {tcpSocket: {port: 8000}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{containerPort: 8080}]
    ///     readinessProbe: {tcpSocket: {port: 8080}}
    /// ```
    "undeclared-probe-port", Info, Composition, Check::Container(check), cel(Cel::Container(CEL)), fixable(Fixable::Unsafe)
}

const CEL: &str = "
    c.?ports.orValue([]).size() > 0 &&
    [?c.?startupProbe, ?c.?readinessProbe, ?c.?livenessProbe].exists(p,
    ![?p.?httpGet.?host, ?p.?tcpSocket.?host].exists(h, h != '') &&
    [?p.?httpGet.?port, ?p.?tcpSocket.?port, ?p.?grpc.?port].exists(x,
    type(x) != string &&
    !variables.containers.exists(d, d.?ports.orValue([]).exists(o, o.containerPort == x)) &&
    !(c.?command.orValue([]) + c.?args.orValue([]) + c.?env.orValue([]).map(e, e.?value.orValue('')))
    .exists(w, w.matches('(^|[^0-9])' + string(x) + '([^0-9]|$)'))))";

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let declares = |other: &Container<'_>, number: u16| {
        other.spec.ports.iter().flatten().any(|port| port.container_port == i32::from(number))
    };
    if container.spec.ports.iter().flatten().next().is_none() {
        return;
    }
    let mut told: Vec<u16> = Vec::new();
    for asked in container.probes().filter(|probe| probe.host().is_none()).filter_map(|probe| probe.port()) {
        let Some(number) = asked.number else { continue };
        let known = || pod.containers.iter().any(|other| declares(other, number)) || is_named(container, number);
        if !told.contains(&number) && !known() && !is_opened(pod, number) {
            told.push(number);
            out.at(asked.path, format!("no container declares port {number}"))
                .help(format!("check the number, or declare the port in `{}`", container.name()))
                .fix(to_only_port(container, number));
        }
    }
}

/// Returns the repair of all probes that ask a number, where the container declares one port.
fn to_only_port(container: &Container<'_>, number: u16) -> Option<Repair> {
    let mut ports = container.spec.ports.iter().flatten();
    let port = ports.next().filter(|port| port.protocol.as_deref().is_none_or(|protocol| protocol == "TCP"))?;
    if ports.next().is_some() {
        return None;
    }
    let asked = container.probes().filter_map(|probe| probe.port()).filter(|asked| asked.number == Some(number));
    let changes: Vec<Change> = asked.map(|asked| Change::Set(asked.path, port.container_port.into())).collect();
    Some(Repair::to_review(format!("ask port {}, the only one that it declares", port.container_port), changes))
}

/// Returns true if the command line or a variable names the number, as `--health-probe-bind-address=:8081` does.
fn is_named(container: &Container<'_>, number: u16) -> bool {
    let spec = &container.spec;
    let words = spec.command.iter().flatten().chain(spec.args.iter().flatten());
    let values = spec.env.iter().flatten().filter_map(|variable| variable.value.as_ref());
    let number = number.to_string();
    let numbers = |text: &String| text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits == number);
    words.chain(values).any(numbers)
}

/// Returns true if a container is known to open a port: by its software, or a configuration of the input.
fn is_opened(pod: &PodView<'_>, number: u16) -> bool {
    let mut ports = pod.composition().members.iter().flat_map(|member| &member.ports);
    ports.any(|listen| listen.port == number && !listen.ambiguous)
}
