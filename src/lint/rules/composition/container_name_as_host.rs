//! The rule `container-name-as-host`.

use crate::composition::{Member, Origin};
use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that uses the name of another container of its Pod as a host name, with a port that the other
    /// container listens on.
    ///
    /// ## Why it matters
    /// Container names are not host names: nothing in the cluster resolves them. The containers of a Pod share one
    /// network address, and can reach each other at 127.0.0.1. Only Services and Pods of StatefulSets have names.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     env: [{name: DATABASE_URL, value: "postgres://pgbouncer:5432/shop"}]
    ///   - name: pgbouncer
    ///     image: registry.example.com/pgbouncer:1.23.1
    ///     ports: [{containerPort: 5432}]
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     env: [{name: DATABASE_URL, value: "postgres://127.0.0.1:5432/shop"}]
    ///   - name: pgbouncer
    ///     image: registry.example.com/pgbouncer:1.23.1
    ///     ports: [{containerPort: 5432}]
    /// ```
    "container-name-as-host", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let members = &pod.composition().members;
    // The containers of a Pod share one /etc/hosts, to which any of them may add names.
    if members.iter().any(|member| member.command.text().contains("/etc/hosts")) {
        return;
    }
    let aliases = pod.pod.spec.host_aliases.iter().flatten().flat_map(|alias| alias.hostnames.iter().flatten());
    let own = pod.pod.spec.hostname.iter().map(String::as_str);
    let aliases: Vec<&str> = aliases.map(String::as_str).chain(own).collect();
    let context = pod.context();
    let is_service = |name: &str| !context.services_named(name).is_empty();
    for member in members.iter().filter(|member| member.slot != Slot::Ephemeral) {
        for target in member.endpoints.iter().filter(|target| is_setting(&target.origin)) {
            let Some(host) = target.host.as_deref().filter(|host| !aliases.contains(host) && !is_service(host)) else {
                continue;
            };
            let named = |other: &&Member| other.name == host && other.path != member.path && other.is_long_running();
            let Some(other) = members.iter().find(named).filter(|other| answers(other, target.port)) else { continue };
            let port = target.port.map(|port| format!(":{port}")).unwrap_or_default();
            out.at(
                &target.place,
                format!("`{host}` is the name of a container, not a host name: `{}` cannot resolve it", member.name),
            )
            .help(format!("connect to 127.0.0.1{port}, where `{host}` listens"))
            .related(&other.path, format!("`{host}` is a container of the same Pod"));
        }
    }
}

/// Returns true if a container listens on a port, or on any where none is known.
fn answers(member: &Member, port: Option<u16>) -> bool {
    member.ports.iter().any(|listen| port.is_none_or(|port| listen.port == port))
}

const fn is_setting(written: &Origin) -> bool {
    matches!(written, Origin::Variable(_) | Origin::Argument(_) | Origin::File { .. })
}
