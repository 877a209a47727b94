//! The rule `root-user`.

use crate::lint::pod_security::spares_root;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// `runAsUser: 0` in a Pod or container without its own user namespace.
    ///
    /// ## Why it matters
    /// The container runs as root, whatever user its image specifies. Root in the container is the same user as root on
    /// the node: a vulnerability in the runtime or the kernel gives an attacker the whole node.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {runAsUser: 0}
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {runAsUser: 65532}
    /// ```
    "root-user", Warning, Security, Check::Pod(check), off
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    if spares_root(&pod.pod, out.release()) {
        return;
    }
    let users = pod.security_fields("runAsUser", |of_pod| of_pod.run_as_user.as_ref(), |own| own.run_as_user.as_ref());
    for (place, _) in users.into_iter().filter(|(_, user)| **user == 0) {
        out.at(place, "user 0 is root").help("use the number of another user in the image");
    }
}
