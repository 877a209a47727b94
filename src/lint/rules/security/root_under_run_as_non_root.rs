//! The rule `root-under-run-as-non-root`.

use crate::k8s::{Container, Slot};
use crate::lint::root_images::runs_as_root;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container that must not run as root (`runAsNonRoot: true`) but is configured to run as user 0, or whose
    /// official image runs as root or as a user without a numeric id.
    ///
    /// ## Why it matters
    /// The kubelet compares the two before it starts the container and refuses to start it: the Pod stays in
    /// `CreateContainerConfigError`. If the image specifies its user only by name, the kubelet cannot check it and also
    /// refuses.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: redis:8.2.1
    /// securityContext: {runAsNonRoot: true}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: redis:8.2.1
    /// securityContext: {runAsNonRoot: true, runAsUser: 999}
    /// ```
    "root-under-run-as-non-root", Error, Security, Check::Container(check)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    if !pod.pod.run_as_non_root(container) || container.slot == Slot::Ephemeral {
        return;
    }
    let name = container.name();
    let own = |field: &'static str| container.path.clone().field("securityContext").field(field);
    match pod.pod.run_as_user(container) {
        Some(0) => {
            let in_container = container.spec.security_context.as_ref().is_some_and(|own| own.run_as_user.is_some());
            let of_pod = pod.pod.path().field("securityContext.runAsUser");
            let place = if in_container { own("runAsUser") } else { of_pod };
            out.at(place, format!("`{name}` must not run as root, and is told to run as user 0"))
                .help("give it another user, or set `runAsNonRoot: false` in this container");
        }
        None if runs_as_root(container.image()) => {
            out.at(
                container.path.clone().field("image"),
                format!("`{name}` must not run as root, and its image names no other user by number"),
            )
            .help("set `runAsUser` to the number of a user that the image has");
        }
        _ => {}
    }
}
