//! The rule `ambassador-bypassed`.

use crate::composition::{Endpoint, Link, Origin, Role};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// An ambassador that no container of the Pod connects to, while another container connects to a remote host at the
    /// port that the ambassador listens on.
    ///
    /// ## Why it matters
    /// The ambassador finds the service, authenticates and encrypts the connection on behalf of the application. An
    /// application that connects directly gets none of this, and fails as soon as direct connections are blocked.
    ///
    /// ## Instead of
    /// ```yaml
    /// initContainers:
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     restartPolicy: Always
    ///     args: [--port=5432, shop:europe-west1:orders]
    ///     startupProbe: {exec: {command: [/cloud-sql-proxy, wait]}}
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     env: [{name: DATABASE_URL, value: "postgres://10.20.0.3:5432/orders"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// initContainers:
    ///   - name: db
    ///     image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2
    ///     restartPolicy: Always
    ///     args: [--port=5432, shop:europe-west1:orders]
    ///     startupProbe: {exec: {command: [/cloud-sql-proxy, wait]}}
    /// containers:
    ///   - name: shop
    ///     image: registry.example.com/shop:2.4.1
    ///     env: [{name: DATABASE_URL, value: "postgres://127.0.0.1:5432/orders"}]
    /// ```
    "ambassador-bypassed", Warning, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let composition = pod.composition();
    let ambassadors = composition.members.iter().enumerate().filter(|(_, member)| member.role == Role::Ambassador);
    for (index, ambassador) in ambassadors.filter(|(_, member)| member.is_long_running()) {
        let is_asked = |link: &Link| link.to == index && link.via.is_network();
        if composition.links.iter().any(is_asked) {
            continue;
        }
        let serves = |port: Option<u16>| ambassador.ports.iter().any(|listen| Some(listen.port) == port);
        for member in composition.members.iter().filter(|member| member.is_long_running() && member.role == Role::Main)
        {
            let past = member.endpoints.iter().find(|target| is_elsewhere(target) && serves(target.port));
            let Some((target, host)) = past.and_then(|target| Some((target, target.host.as_ref()?))) else { continue };
            let port = target.port.unwrap_or_default();
            out.at(
                &target.place,
                format!("`{}` connects to `{host}` directly and bypasses `{}`", member.name, ambassador.name),
            )
            .help(format!("connect to 127.0.0.1:{port}, where `{}` listens", ambassador.name))
            .related(&ambassador.path, "the ambassador");
        }
    }
}

/// Returns true if an address of another host is written as one that the program connects to.
fn is_elsewhere(target: &Endpoint) -> bool {
    target.host.is_some() && matches!(target.origin, Origin::Variable(_) | Origin::Argument(_) | Origin::File { .. })
}
