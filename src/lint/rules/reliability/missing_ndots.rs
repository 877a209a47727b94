//! The rule `missing-ndots`.

use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A Pod that does not set the DNS option `ndots`, and uses the DNS of the cluster.
    ///
    /// ## Why it matters
    /// By default, every name with fewer than five dots is first looked up in all search domains of the cluster:
    /// `api.example.com` costs several failed queries before the one that succeeds.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    /// ## Write
    /// ```yaml
    /// dnsConfig: {options: [{name: ndots, value: "2"}]}
    /// containers:
    ///   - {name: app, image: "registry.example.com/app:1.0"}
    /// ```
    "missing-ndots", Info, Reliability, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let spec = pod.pod.spec;
    let options = spec.dns_config.iter().flat_map(|dns| dns.options.iter().flatten());
    let is_set = options.into_iter().any(|option| option.name.as_deref() == Some("ndots"));
    let policy = spec.dns_policy.as_deref().unwrap_or("ClusterFirst");
    if !is_set && policy.starts_with("ClusterFirst") {
        out.at(pod.pod.path(), "names of other domains are looked up in the cluster first")
            .help(r#"write `dnsConfig: {options: [{name: ndots, value: "2"}]}`"#);
    }
}
