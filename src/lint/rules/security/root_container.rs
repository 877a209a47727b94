//! The rule `root-container`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::pod_security::spares_root;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container that may run as root: `runAsNonRoot: true` is not set, and neither is another user. Pods with their
    /// own user namespace (`hostUsers: false`) are not reported, because their root user has no privileges on the node.
    ///
    /// ## Why it matters
    /// Root in the container is the same user as root on the node: a vulnerability in the runtime or the kernel gives
    /// an attacker the whole node, and files that are mounted from the node can be changed.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {runAsNonRoot: true}
    /// ```
    "root-container", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let (of, user) = (&pod.pod, pod.pod.run_as_user(container));
    if of.run_as_non_root(container) || user.is_some_and(|user| user != 0) || spares_root(of, out.release()) {
        return;
    }
    let name = container.name();
    let message = match user {
        Some(_) => format!("`{name}` runs as root"),
        None => format!("`{name}` may run as root"),
    };
    out.at(container.security_path("runAsNonRoot"), message)
        .help("write `runAsNonRoot: true`, and `runAsUser` where the image does not name a user by number")
        .fix(user.is_none().then(|| {
            Repair::to_review(
                "write `runAsNonRoot: true`",
                [Change::Set(container.security_path("runAsNonRoot"), true.into())],
            )
        }));
}
