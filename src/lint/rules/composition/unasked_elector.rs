//! The rule `unasked-elector`.

use crate::composition::knowledge::Software;
use crate::composition::{Member, Role, Via};
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// podpat's leader elector in a Pod in which no other container knows its address.
    ///
    /// ## Why it matters
    /// The elector elects a leader, but no container asks for the result: either every replica does the work, or none
    /// does.
    ///
    /// ## Instead of
    /// ```yaml
    /// initContainers:
    ///   - name: elector
    ///     image: python:3.13-alpine
    ///     restartPolicy: Always
    ///     command: [python3, -I, /etc/elector/elector.py]
    ///     env: [{name: ELECTIONS, value: scheduler}, {name: LISTEN, value: "127.0.0.1:4040"}]
    /// containers:
    ///   - {name: app, image: "registry.example.com/scheduler:1.3.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: elector
    ///     image: python:3.13-alpine
    ///     restartPolicy: Always
    ///     command: [python3, -I, /etc/elector/elector.py]
    ///     env: [{name: ELECTIONS, value: scheduler}, {name: LISTEN, value: "127.0.0.1:4040"}]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/scheduler:1.3.0
    ///     env: [{name: ELECTOR_URL, value: "http://127.0.0.1:4040/"}]
    /// ```
    "unasked-elector", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    let is_own = |member: &Member| member.role == Role::LeaderElection && member.is_long_running() && scripted(member);
    for (at, elector) in composition.members.iter().enumerate().filter(|(_, member)| is_own(member)) {
        let asked =
            composition.links.iter().any(|link| link.to == at && link.via.is_network() && link.via != Via::ProbePort);
        let labels = pod.containers.iter().any(|container| container.path == elector.path && labels_leader(container));
        let mut others = pod.containers.iter().filter(|container| container.path != elector.path);
        // Variables from elsewhere may say it.
        let may_know = others.any(|container| container.spec.env_from.as_ref().is_some_and(|from| !from.is_empty()));
        if asked || labels || may_know {
            continue;
        }
        let Some(main) = composition.with_role(Role::Main).find(|member| member.path != elector.path) else { continue };
        let port = elector.ports.first().map_or(4040, |listen| listen.port);
        out.at(&main.path, format!("`{}` does not know where `{}` says who leads", main.name, elector.name))
            .help(format!("add a variable: `{{name: ELECTOR_URL, value: \"http://127.0.0.1:{port}/\"}}`"))
            .related(&elector.path, "no container asks it");
    }
}

fn scripted(member: &Member) -> bool {
    member.software().is_some_and(Software::is_own_script)
}

/// Returns true if an elector marks the Pod that leads, so that main need not ask.
fn labels_leader(container: &Container<'_>) -> bool {
    container.spec.env.iter().flatten().any(|variable| variable.name == "LEADER_LABEL")
}
