//! The rule `root-container`.

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container that may run as root: nothing says `runAsNonRoot: true`, and nothing names another user. Pods with a
    /// user namespace of their own (`hostUsers: false`) are left out: their root is nobody on the node.
    ///
    /// ## Why it matters
    /// Root of the container is root of the node to every hole in the runtime or the kernel, and the owner of every
    /// file that is mounted from it.
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
    if of.run_as_non_root(container) || user.is_some_and(|user| user != 0) || of.has_user_namespace() {
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
