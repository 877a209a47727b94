//! The rule `late-ambassador`.

use crate::composition::{Link, Member, Role, Step, Via};
use crate::edit::Change;
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink, native_sidecar, startup_probe};
use crate::validity::Release;

rule! {
    /// ## What it catches
    /// An ambassador that may start after the container that needs it: an ordinary container, or a native sidecar
    /// without a startupProbe.
    ///
    /// ## Why it matters
    /// Ordinary containers start in no particular order, so that the first connections of the application sometimes
    /// fail. A native sidecar with a startupProbe is up before the ordinary containers start, and runs until all of
    /// them have ended.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     env: [{name: DATABASE_URL, value: "postgres://127.0.0.1:5432/orders"}]
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     args: [--port=5432, shop:europe-west1:orders]
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     restartPolicy: Always
    ///     args: [--port=5432, --health-check, --http-address=0.0.0.0, shop:europe-west1:orders]
    ///     startupProbe: {httpGet: {path: /startup, port: 9090}}
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     env: [{name: DATABASE_URL, value: "postgres://127.0.0.1:5432/orders"}]
    /// ```
    "late-ambassador", Info, Composition, Check::Pod(check), fixable(Fixable::Unsafe)
}

/// The first release with native sidecars on by default.
const NATIVE: Release = Release::minor(29);

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if out.release() < NATIVE {
        return;
    }
    let composition = pod.composition();
    for (index, member) in composition.members.iter().enumerate() {
        let needs_it = |link: &&Link| link.to == index && link.via.is_network() && link.via != Via::ProbePort;
        let Some(link) = composition.links.iter().find(needs_it).filter(|_| member.role == Role::Ambassador) else {
            continue;
        };
        let client = &composition.members[link.from];
        if waits(client) {
            continue;
        }
        let probed = pod.containers.iter().any(|c| c.path == member.path && c.spec.startup_probe.is_some());
        let help = match member.slot {
            Slot::App => {
                format!("move `{}` to `initContainers` with `restartPolicy: Always` and a startupProbe", member.name)
            }
            Slot::Sidecar if !probed && client.slot == Slot::App => {
                format!("give `{}` a startupProbe that succeeds when it accepts connections", member.name)
            }
            _ => continue,
        };
        let fix = match member.slot {
            Slot::App => awaitable(pod, member).and_then(|_| native_sidecar(pod, &member.path)),
            _ => awaitable(pod, member).map(|probe| {
                let place = member.path.clone().field("startupProbe");
                Repair::to_review("let the others wait for it", [Change::Set(place, probe)])
            }),
        };
        out.at(&member.path, format!("`{}` may start before `{}`, which it needs", client.name, member.name))
            .help(help)
            .fix(fix)
            .related(&link.place, format!("connects to it ({})", link.detail));
    }
}

/// Returns the startup probe that a container could have.
fn awaitable(pod: &PodView<'_>, member: &Member) -> Option<serde_json::Value> {
    startup_probe(pod.manifest.node().at(&member.path)?)
}

/// Returns true if a client tries again, or sleeps before it begins: `until nc -z localhost 5432; do sleep 1; done`.
fn waits(client: &Member) -> bool {
    let tries = |step: &Step| step.is_condition() || step.endless || step.program() == "sleep";
    let text = client.command.text();
    let tool = ["wait-for", "wait4x", "dockerize", "retry", "retries"].iter().any(|word| text.contains(word));
    tool || client.command.is_script && client.command.steps.iter().any(tries)
}
