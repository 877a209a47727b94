//! The rule `dangling-probe-port`.

use crate::edit::Change;
use crate::k8s::{Asked, Container};
use crate::lint::rule::{Cel, rule};
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A probe of a named port that its container does not declare.
    ///
    /// ## Why it matters
    /// The kubelet looks the name up in the `ports` of the same container only. The probe always fails: the container
    /// never becomes ready, or is restarted again and again.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{name: web, containerPort: 8080}]
    ///     readinessProbe: {httpGet: {path: /healthz, port: http}}
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/shop:2.4.1
    ///     ports: [{name: web, containerPort: 8080}]
    ///     readinessProbe: {httpGet: {path: /healthz, port: web}}
    /// ```
    "dangling-probe-port", Error, Composition, Check::Container(check), cel(Cel::Container(CEL)), fixable(Fixable::Unsafe)
}

const CEL: &str = "
    [?c.?startupProbe, ?c.?readinessProbe, ?c.?livenessProbe].exists(p,
    [?p.?httpGet.?port, ?p.?tcpSocket.?port].exists(x,
    type(x) == string && !c.?ports.orValue([]).exists(o, o.?name.orValue('') == x)))";

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    for asked in container.probes().filter_map(|probe| probe.port()) {
        let Some(name) = asked.name.filter(|name| container.port_named(name).is_none()) else { continue };
        let neighbour = pod.containers.iter().find(|other| other.port_named(name).is_some());
        let help = match neighbour {
            Some(other) => {
                format!("probe a port of `{}` itself; `{name}` is one of `{}`", container.name(), other.name())
            }
            None => format!("declare a port of that name in `{}`, or write the number", container.name()),
        };
        let fix = if neighbour.is_none() { to_only_port(container, &asked) } else { None };
        out.at(asked.path.clone(), format!("`{}` declares no port `{name}`", container.name())).help(help).fix(fix);
    }
}

/// Returns the repair where the container declares one port: that one is meant, whatever it is called.
fn to_only_port(container: &Container<'_>, asked: &Asked<'_>) -> Option<Repair> {
    let mut ports = container.spec.ports.iter().flatten();
    let (port, None) = (ports.next()?, ports.next()) else { return None };
    Some(match &port.name {
        Some(name) => Repair::to_review(
            format!("ask `{name}`, the only port that it declares"),
            [Change::Set(asked.path.clone(), name.as_str().into())],
        ),
        None => {
            let place = container.path.clone().field("ports").index(0).field("name");
            Repair::to_review("give the port this name", [Change::Set(place, asked.name?.into())])
        }
    })
}
