//! The rule `helper-asks-default-port`.

use crate::composition::{ListenPort, PortEvidence};
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A metrics exporter or other helper that connects to its server's default port because no other port is
    /// configured, next to a server that listens on another port.
    ///
    /// ## Why it matters
    /// The helper cannot reach the server. It starts and responds nevertheless, but the metrics of the server are
    /// missing.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: cache
    ///     image: redis:8.2.1
    ///     args: [--port, "6380"]
    ///   - name: metrics
    ///     image: oliver006/redis_exporter:v1.74.0
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: cache
    ///     image: redis:8.2.1
    ///     args: [--port, "6380"]
    ///   - name: metrics
    ///     image: oliver006/redis_exporter:v1.74.0
    ///     env: [{name: REDIS_ADDR, value: "redis://localhost:6380"}]
    /// ```
    "helper-asks-default-port", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let members = &pod.composition().members;
    for (member, container) in members.iter().zip(&pod.containers).filter(|(member, _)| member.is_long_running()) {
        let Some(helper) = member.software().filter(|software| software.kind.is_helper() && !software.helps.is_empty())
        else {
            continue;
        };
        if !is_bare(container) {
            continue;
        }
        let mut served = members.iter().filter(|other| other.path != member.path && other.is_long_running());
        let Some((server, software)) = served.find_map(|other| {
            let software = other.software().filter(|software| helper.helps.contains(&software.id))?;
            Some((other, software))
        }) else {
            continue;
        };
        let Some(&default) = software.ports.first() else { continue };
        let told = |listen: &&ListenPort| {
            matches!(listen.evidence, PortEvidence::Option | PortEvidence::File) && !listen.ambiguous
        };
        let mut own = server.ports.iter().filter(told);
        let Some(moved) = own.next().filter(|_| !server.ports.iter().any(|listen| listen.port == default)) else {
            continue;
        };
        out.at(
            &member.path,
            format!(
                "`{}` connects to the default port {default}, and `{}` listens on {}",
                member.name, server.name, moved.port
            ),
        )
        .help(format!("configure `{}` to use 127.0.0.1:{}", member.name, moved.port))
        .related(&moved.place, format!("`{}` listens here", server.name));
    }
}

/// Words in the names of variables and options that could tell a helper an address.
const ADDRESSES: [&str; 14] = [
    "host", "hosts", "addr", "address", "port", "url", "uri", "dsn", "source", "target", "server", "conn", "config",
    "file",
];

/// Returns true if a container is given nothing that could tell it an address: a user and a password are none.
fn is_bare(container: &Container<'_>) -> bool {
    let spec = &container.spec;
    let names = spec.env.iter().flatten().map(|variable| &variable.name);
    let mut words = names.chain(spec.args.iter().flatten()).chain(spec.command.iter().flatten());
    let tells = |word: &String| {
        let word = word.to_lowercase();
        let mut parts = word.split(|c: char| !c.is_ascii_alphanumeric());
        word.contains(':') || parts.any(|part| ADDRESSES.contains(&part))
    };
    let has_more =
        spec.env_from.iter().flatten().next().is_some() || spec.volume_mounts.iter().flatten().next().is_some();
    !has_more && !words.any(tells)
}
