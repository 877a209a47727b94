//! The rule `elector-client-without-name`.

use crate::composition::knowledge::Software;
use crate::composition::{Member, Role, Via};
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that asks a leader elector for the leader but does not know the name of its own Pod: no variable has
    /// the value of `metadata.name`, and either the host name of the Pod is a different one or the elector is podpat's.
    ///
    /// ## Why it matters
    /// The elector answers with the name of a Pod. A program that does not know the name of its own Pod cannot tell
    /// whether it is the leader. The host name is the same only if the Pod sets no `hostname` and does not use the host
    /// network.
    ///
    /// ## Instead of
    /// ```yaml
    /// hostname: scheduler
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/scheduler:1.3.0
    ///     env: [{name: ELECTOR_URL, value: "http://127.0.0.1:4040/"}]
    ///   - name: elector
    ///     image: registry.example.com/leader-elector:1.2.0
    ///     args: [--lease=scheduler, "--http=127.0.0.1:4040"]
    /// ```
    /// ## Write
    /// ```yaml
    /// hostname: scheduler
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/scheduler:1.3.0
    ///     env:
    ///       - {name: ELECTOR_URL, value: "http://127.0.0.1:4040/"}
    ///       - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    ///   - name: elector
    ///     image: registry.example.com/leader-elector:1.2.0
    ///     args: [--lease=scheduler, "--http=127.0.0.1:4040"]
    /// ```
    "elector-client-without-name", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    // Elsewhere the host name will do.
    let renamed = pod.pod.spec.hostname.is_some() || pod.pod.spec.host_network == Some(true);
    let is_own = |member: &Member| member.software().is_some_and(Software::is_own_script);
    let electors = composition.members.iter().enumerate().filter(|(_, member)| member.role == Role::LeaderElection);
    for (at, elector) in electors.filter(|(_, elector)| renamed || is_own(elector)) {
        let asks = |index: usize| {
            let mut links = composition.links.iter();
            links.any(|link| link.from == index && link.to == at && link.via.is_network() && link.via != Via::ProbePort)
        };
        for (index, container) in pod.containers.iter().enumerate().filter(|(index, _)| *index != at && asks(*index)) {
            if !knows_its_name(container) {
                let name = &composition.members[index].name;
                out.at(
                    &container.path,
                    format!(
                        "`{name}` asks `{}` for the leader, but does not know the name of its own Pod",
                        elector.name
                    ),
                )
                .help("add a variable: `{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}`");
            }
        }
    }
}

fn knows_its_name(container: &Container<'_>) -> bool {
    let mut fields = container.spec.env.iter().flatten().filter_map(|own| own.value_from.as_ref()?.field_ref.as_ref());
    let by_host_name = container.spec.env.iter().flatten().any(|own| own.name == "HOSTNAME");
    by_host_name || fields.any(|field| field.field_path == "metadata.name" || field.field_path == "metadata.uid")
}
