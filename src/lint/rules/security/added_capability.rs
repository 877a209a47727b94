//! The rule `added-capability`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::pod_security::is_baseline_capability;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container that adds a Linux capability which containers do not have by default.
    ///
    /// ## Why it matters
    /// Such a capability gives access to a part of the kernel: with `SYS_ADMIN` a program can take over the node, with
    /// `NET_ADMIN` it can redirect traffic, with `SYS_PTRACE` it can read other programs. The Baseline level of the Pod
    /// Security Standards allows only the default capabilities.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {add: [SYS_ADMIN]}}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}
    /// ```
    "added-capability", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    for (place, capability) in container.added_capabilities().filter(|(_, name)| !is_baseline_capability(name)) {
        let name = container.name();
        out.at(&place, format!("`{name}` adds the capability `{capability}`"))
            .help(format!("remove `{capability}`, or give it to a container that does nothing else"))
            .fix(Repair::to_review("remove it", [Change::Remove(place.clone())]));
    }
}
