//! The rule `missing-security-context`.

use k8s_openapi::api::core::v1::{PodSecurityContext, SecurityContext};

use crate::k8s::{Container, Slot};
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A container with no `securityContext`, in a Pod that has none either.
    ///
    /// ## Why it matters
    /// It runs with the defaults of its image, the container runtime and the node: often as root, with fourteen
    /// capabilities and a writable root file system.
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
    "missing-security-context", Info, Security, Check::Container(check), off
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let own = container.security().is_some_and(|own| *own != SecurityContext::default());
    let of_pod = pod.pod.security().is_some_and(|of_pod| *of_pod != PodSecurityContext::default());
    if !own && !of_pod && container.slot != Slot::Ephemeral {
        let message = format!("nothing restricts what `{}` may do", container.name());
        out.at(container.path.clone().field("securityContext"), message).help(
            "write `securityContext: {runAsNonRoot: true}`, and drop everything else that the program does not need",
        );
    }
}
