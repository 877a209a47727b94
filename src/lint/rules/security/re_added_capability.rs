//! The rule `re-added-capability`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::pod_security::{is_baseline_capability, is_restricted_capability};
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container that adds one of the default capabilities other than `NET_BIND_SERVICE`.
    ///
    /// ## Why it matters
    /// This undoes the dropping of capabilities: `SETUID` and `CHOWN` let a program change users and the owners of
    /// files. The Restricted level of the Pod Security Standards allows a container to add `NET_BIND_SERVICE` only.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {drop: [ALL], add: [CHOWN]}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}
    /// ```
    "re-added-capability", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if pod.pod.is_windows() {
        return;
    }
    // What the Baseline level forbids too is the rule `added-capability`'s.
    let is_found = |name: &str| is_baseline_capability(name) && !is_restricted_capability(name);
    for (place, capability) in container.added_capabilities().filter(|(_, name)| is_found(name)) {
        let name = container.name();
        out.at(&place, format!("`{name}` adds the capability `{capability}`"))
            .help(format!("remove `{capability}`: set the owner of files when the image is built"))
            .fix(Repair::to_review("remove it", [Change::Remove(place.clone())]));
    }
}
