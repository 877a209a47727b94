//! The rule `exposed-ambassador`.

use std::collections::HashSet;

use crate::composition::knowledge::Software;
use crate::composition::{Member, PortEvidence, Role};
use crate::edit::Change;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// An ambassador that listens on all addresses, or that a Service leads to.
    ///
    /// ## Why it matters
    /// An ambassador holds the credentials for the service behind it and does not authenticate its clients, because
    /// only containers of its Pod are meant to use it. If it listens on more than 127.0.0.1, everybody who can reach
    /// the Pod can use these credentials.
    ///
    /// ## Instead of
    /// ```yaml
    /// initContainers:
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     restartPolicy: Always
    ///     args: [--address=0.0.0.0, --port=5432, shop:europe-west1:orders]
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     env: [{name: DATABASE_URL, value: "postgres://127.0.0.1:5432/orders"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     restartPolicy: Always
    ///     args: [--address=127.0.0.1, --port=5432, shop:europe-west1:orders]
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     env: [{name: DATABASE_URL, value: "postgres://127.0.0.1:5432/orders"}]
    /// ```
    "exposed-ambassador", Warning, Composition, Check::Pod(check), fixable(Fixable::Unsafe)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    // What other electors answer is no secret, and many images of theirs listen everywhere.
    let is_own = |member: &Member| member.software().is_some_and(Software::is_own_script);
    let is_private = |member: &Member| match member.role {
        Role::Ambassador | Role::WorkQueue => true,
        Role::LeaderElection => is_own(member),
        _ => false,
    };
    let ambassadors = composition.members.iter().enumerate().filter(|(_, member)| is_private(member));
    for (index, member) in ambassadors.filter(|(_, member)| member.is_long_running()) {
        // The ports that neighbours use, or may; others are for health and metrics, and meant to be seen.
        let linked = composition.links.iter().filter(|link| link.to == index).filter_map(|link| link.port);
        let used: HashSet<u16> = linked.chain(told_port(pod, member).filter(|_| is_own(member))).collect();
        let served = pod.context().served(&pod.pod);
        let mut reported = HashSet::new();
        for listen in member.ports.iter().filter(|listen| used.contains(&listen.port)) {
            if reported.contains(&listen.port) {
                continue;
            }
            let (name, port) = (&member.name, listen.port);
            let told = matches!(listen.evidence, PortEvidence::Option | PortEvidence::Variable | PortEvidence::File);
            if listen.scope.is_open() && told {
                out.at(&listen.place, format!("everybody who can reach port {port} of the Pod can use `{name}`"))
                    .help("let it listen on 127.0.0.1")
                    .fix(on_loopback(pod, &listen.place));
                reported.insert(port);
            } else if let Some(service) = served.get(&port) {
                out.at(
                    &listen.place,
                    format!("the Service `{service}` sends to `{name}`, which is meant for containers of its Pod"),
                )
                .help(format!("send the Service to the main container, and let `{name}` listen on 127.0.0.1"));
                reported.insert(port);
            }
        }
    }
}

/// Returns the port in `LISTEN`, which says where a script of podpat's answers its neighbours.
fn told_port(pod: &PodView<'_>, member: &Member) -> Option<u16> {
    let container = pod.containers.iter().find(|container| container.path == member.path)?;
    let listen = container.spec.env.iter().flatten().find(|variable| variable.name == "LISTEN")?;
    listen.value.as_deref()?.rsplit(':').next()?.parse().ok()
}

/// Returns the repair where an option or a variable names the address in so many words.
fn on_loopback(pod: &PodView<'_>, place: &FieldPath) -> Option<Repair> {
    let text = pod.manifest.node().at(place)?.as_str()?;
    let is_one = text.matches(EVERYWHERE).count() == 1;
    let change = || Change::Set(place.clone(), text.replace(EVERYWHERE, "127.0.0.1").into());
    is_one.then(|| Repair::to_review("let it listen on 127.0.0.1", [change()]))
}

/// The address that means all addresses.
const EVERYWHERE: &str = "0.0.0.0";
