//! The rule `privileged-container`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container with `privileged: true`.
    ///
    /// ## Why it matters
    /// A privileged container has all capabilities, all devices of the node and no seccomp or AppArmor profile: whoever
    /// controls the program controls the node.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {privileged: true}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}
    /// ```
    "privileged-container", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, _: &PodView<'_>, out: &mut Sink<'_>) {
    if container.is_privileged() {
        let name = container.name();
        out.at(container.security_path("privileged"), format!("`{name}` is privileged"))
            .help("remove `privileged`, and add the capabilities that the program needs")
            .fix(Repair::to_review("remove `privileged`", [Change::Remove(container.security_path("privileged"))]));
    }
}
