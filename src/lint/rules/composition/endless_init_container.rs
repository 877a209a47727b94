//! The rule `endless-init-container`.

use crate::composition::{Lifetime, Member};
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An init container that never ends and is not a native sidecar, or that waits on localhost for a container that
    /// starts after it.
    ///
    /// ## Why it matters
    /// Init containers run one after the other, and each must end before the next one starts. The Pod stays in
    /// `Init:0/1`.
    ///
    /// ## Instead of
    /// ```yaml
    /// initContainers:
    ///   - name: logs
    ///     image: busybox:1.37
    ///     command: [sh, -c, "tail -F /var/log/app.log"]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: logs
    ///     image: busybox:1.37
    ///     restartPolicy: Always
    ///     command: [sh, -c, "tail -F /var/log/app.log"]
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/app:1.0
    /// ```
    "endless-init-container", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for member in pod.composition().members.iter().filter(|member| member.slot == Slot::Init) {
        let Lifetime::Endless(why) = &member.lifetime else {
            if let Some((port, other)) = awaited(pod, member) {
                let (name, other) = (&member.name, &other.name);
                out.at(
                    &member.path,
                    format!(
                        "init container `{name}` waits for port {port} of `{other}`, which starts only after it ends"
                    ),
                )
                .help(format!("do its work in an ordinary container, or make `{other}` a native sidecar before it"));
            }
            continue;
        };
        out.at(&member.path, format!("init container `{}` never ends, so nothing after it starts: {why}", member.name))
            .help("add `restartPolicy: Always` to run it beside the others, or let it end".to_owned());
    }
}

/// Returns the port on localhost that an init container waits for, and the regular container that listens there.
fn awaited<'p>(pod: &'p PodView<'_>, waiting: &Member) -> Option<(u16, &'p Member)> {
    if pod.pod.spec.host_network == Some(true) {
        return None;
    }
    let listens =
        |member: &&Member, port: u16| member.ports.iter().any(|listen| listen.port == port && !listen.ambiguous);
    let members = || pod.composition().members.iter();
    let early = |port: u16| members().any(|member| member.slot != Slot::App && listens(&member, port));
    waiting.command.awaited().into_iter().filter(|&port| !early(port)).find_map(|port| {
        let other = members().find(|member| member.slot == Slot::App && listens(member, port))?;
        Some((port, other))
    })
}
