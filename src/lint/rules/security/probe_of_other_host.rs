//! The rule `probe-of-other-host`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};
use crate::validity::Release;
use crate::yaml::FieldPath;

rule! {
    /// ## What it catches
    /// A probe or a lifecycle hook that names a `host`.
    ///
    /// ## Why it matters
    /// The kubelet sends the request from the node, bypassing NetworkPolicies: whoever writes the Pod can make nodes
    /// send requests to any address. The Baseline level of the Pod Security Standards has forbidden the field since
    /// 1.34; for earlier releases, nothing is reported.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// readinessProbe: {httpGet: {host: 10.0.0.1, path: /healthz, port: 8080}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// readinessProbe: {httpGet: {path: /healthz, port: 8080}}
    /// ```
    "probe-of-other-host", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

/// The first release whose Baseline level forbids it.
const SINCE: Release = Release::minor(34);

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    if out.release() < SINCE {
        return;
    }
    let probes = container.probes().flat_map(|probe| {
        let http = probe.spec.http_get.as_ref().and_then(|get| get.host.as_deref());
        let tcp = probe.spec.tcp_socket.as_ref().and_then(|tcp| tcp.host.as_deref());
        hosts(&probe.path, http, tcp)
    });
    let hooks = container.spec.lifecycle.iter().flat_map(|hooks| {
        let path = |field| container.path.clone().field("lifecycle").field(field);
        [("postStart", &hooks.post_start), ("preStop", &hooks.pre_stop)].map(|(field, hook)| (path(field), hook))
    });
    let hooks = hooks.filter_map(|(path, hook)| Some((path, hook.as_ref()?))).flat_map(|(path, hook)| {
        let http = hook.http_get.as_ref().and_then(|get| get.host.as_deref());
        let tcp = hook.tcp_socket.as_ref().and_then(|tcp| tcp.host.as_deref());
        hosts(&path, http, tcp)
    });
    for (place, host) in probes.chain(hooks) {
        out.at(&place, format!("the kubelet asks `{host}` instead of the Pod"))
            .help("remove `host`; to ask another server, run a command in the container")
            .fix(Repair::to_review("remove `host`", [Change::Remove(place.clone())]));
    }
}

/// Returns the hosts that a probe or hook names, with their places.
fn hosts(path: &FieldPath, http: Option<&str>, tcp: Option<&str>) -> Vec<(FieldPath, String)> {
    let named = [("httpGet.host", http), ("tcpSocket.host", tcp)];
    let named = named.into_iter().filter_map(|(field, host)| Some((field, host.filter(|host| !host.is_empty())?)));
    named.map(|(field, host)| (path.clone().field(field), host.to_owned())).collect()
}
