//! The rule `unset-seccomp`.

use serde_json::json;

use crate::edit::Change;
use crate::k8s::Container;
use crate::lint::rule::rule;
use crate::lint::{Check, Fixable, PodView, Repair, Sink};

rule! {
    /// ## What it catches
    /// A container without a seccomp profile, in a Pod without one.
    ///
    /// ## Why it matters
    /// Unless the kubelet is configured otherwise, such a container runs unconfined: it may use every system call of
    /// the kernel.
    ///
    /// ## Instead of
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// ```
    /// ## Write
    /// ```yaml
    /// image: registry.example.com/app:1.0
    /// securityContext: {seccompProfile: {type: RuntimeDefault}}
    /// ```
    "unset-seccomp", Warning, Security, Check::Container(check), off, fixable(Fixable::Unsafe)
}

fn check(container: &Container<'_>, pod: &PodView<'_>, out: &mut Sink<'_>) {
    let of_pod = pod.pod.security().is_some_and(|of_pod| of_pod.seccomp_profile.is_some());
    let own = container.security().is_some_and(|own| own.seccomp_profile.is_some());
    if own || of_pod || container.is_privileged() || pod.pod.is_windows() {
        return;
    }
    let profile = pod.pod.path().field("securityContext.seccompProfile");
    let message = format!("`{}` has no seccomp profile", container.name());
    out.at(container.security_path("seccompProfile"), message)
        .help("write `seccompProfile: {type: RuntimeDefault}` in the Pod's securityContext")
        .fix(Repair::to_review(
            "use the profile of the container runtime",
            [Change::Set(profile, json!({"type": "RuntimeDefault"}))],
        ));
}
