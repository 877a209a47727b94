//! The rule `legacy-elector`.

use crate::composition::knowledge::SoftwareKind;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// The leader elector from 2016 (`k8s.gcr.io/leader-elector:0.5` and its copies), which elects by annotations on
    /// Endpoints.
    ///
    /// ## Why it matters
    /// Locks by Endpoints and ConfigMaps were removed from the Kubernetes client in 1.24, and the registry has been
    /// frozen since 2023. Each renewal of the lock notifies every client that watches Endpoints.
    ///
    /// ## Instead of
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/scheduler:1.3.0
    ///     env: [{name: ELECTOR_URL, value: "http://127.0.0.1:4040"}]
    ///   - name: elector
    ///     image: k8s.gcr.io/leader-elector:0.5
    ///     args: [--election=scheduler, "--http=127.0.0.1:4040"]
    /// ```
    /// ## Write
    /// ```yaml
    /// containers:
    ///   - name: app
    ///     image: registry.example.com/scheduler:1.3.0
    ///     env: [{name: ELECTOR_URL, value: "http://127.0.0.1:4040"}]
    ///   - name: elector
    ///     image: registry.example.com/lease-elector:1.2.0
    ///     args: [--lease=scheduler, "--http=127.0.0.1:4040"]
    /// ```
    "legacy-elector", Warning, Deprecation, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    for member in &pod.composition().members {
        let Some(software) = member.image_software().filter(|software| software.kind == SoftwareKind::LeaderElection)
        else {
            continue;
        };
        if let Some(instead) = software.deprecated.as_ref().filter(|_| is_first(member.image.tag())) {
            out.at(
                member.path.clone().field("image"),
                format!("`{}` elects by Endpoints, not by a Lease", member.name),
            )
            .help(format!("use {instead}"));
        }
    }
}

/// Returns true if a tag is one of the releases that know no other lock: forks that went on from there elect by Leases.
fn is_first(tag: &str) -> bool {
    tag.is_empty()
        || tag == "latest"
        || ["0.1", "0.2", "0.3", "0.4", "0.5"].iter().any(|release| tag.starts_with(release))
}
